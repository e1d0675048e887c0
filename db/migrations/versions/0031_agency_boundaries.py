"""agencies' boundaries

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agency_boundaries',
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('geojson', sa.String(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_agency_boundaries_ori')),
    sa.PrimaryKeyConstraint('ori', name=op.f('pk_agency_boundaries'))
    )


def downgrade() -> None:
    op.drop_table('agency_boundaries')
