"""Sign-in attempts: which network asked, and by which link; found by the address a code went to.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('portal_attempts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('network_hash', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('link_hash', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_portal_attempts_address_hash'), ['address_hash'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('portal_attempts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_portal_attempts_address_hash'))
        batch_op.drop_column('link_hash')
        batch_op.drop_column('network_hash')
