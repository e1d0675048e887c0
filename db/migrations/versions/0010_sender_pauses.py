"""sender pauses, write probe

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sender_pauses',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sender_pauses')),
    sa.UniqueConstraint('channel', 'account', 'address', name=op.f('uq_sender_pauses_channel_account_address'))
    )
    op.create_table('write_probes',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_write_probes'))
    )


def downgrade() -> None:
    op.drop_table('write_probes')
    op.drop_table('sender_pauses')
