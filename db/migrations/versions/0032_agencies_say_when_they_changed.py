"""agencies say when they changed

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('agencies', sa.Column('mark', sa.String(), server_default='', nullable=False))
    agencies = sa.table('agencies', sa.column('ori'), sa.column('mark'))
    connection = op.get_bind()
    for (ori,) in connection.execute(sa.select(agencies.c.ori)).all():
        connection.execute(agencies.update().where(agencies.c.ori == ori).values(mark=uuid4().hex))


def downgrade() -> None:
    op.drop_column('agencies', 'mark')
