"""agencies' colors and seals

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agency_seals',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('image', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agency_seals'))
    )
    with op.batch_alter_table('agencies') as agencies:
        agencies.add_column(sa.Column('color', sa.String(), nullable=True))
        agencies.add_column(sa.Column('seal_id', sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('agencies') as agencies:
        agencies.drop_column('seal_id')
        agencies.drop_column('color')
    op.drop_table('agency_seals')
