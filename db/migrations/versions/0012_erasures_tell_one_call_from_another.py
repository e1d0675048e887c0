"""Erasures tell one call from another; indexes for what retention looks for; closed tasks forget an address.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('erasures', schema=None) as batch_op:
        batch_op.add_column(sa.Column('call_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('received_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_call', ['ori', 'call_number', 'seq'], unique=False)

    with op.batch_alter_table('portal_links', schema=None) as batch_op:
        batch_op.create_index('ix_portal_links_address', ['ori', 'address_hash'], unique=False)

    op.execute("UPDATE staff_tasks SET task_key = kind || '/closed/' || id WHERE closed_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table('portal_links', schema=None) as batch_op:
        batch_op.drop_index('ix_portal_links_address')

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_call')

    with op.batch_alter_table('erasures', schema=None) as batch_op:
        batch_op.drop_column('received_at')
        batch_op.drop_column('call_id')
