"""place as a cell

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('calls', sa.Column('cell', sa.String(), nullable=True))
    op.add_column('calls', sa.Column('cell_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('calls', sa.Column('place_barred_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('calls') as batch_op:
        batch_op.drop_column('place_barred_at')
        batch_op.drop_column('cell_at')
        batch_op.drop_column('cell')
