"""who did it

Lines and accepted events from before name no actor: it is not known any more.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('timeline', 'inbox'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column('by', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    for table in ('timeline', 'inbox'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column('by')
