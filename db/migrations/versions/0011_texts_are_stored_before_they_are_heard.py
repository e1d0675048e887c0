"""Texts are stored before they are heard, and listed at their provider; a second secret of a sender counts.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inbound_lists',
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('complete_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('account', 'address', name=op.f('pk_inbound_lists'))
    )
    op.create_table('incoming_texts',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('provider_message_id', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('form_sealed', sa.String(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hear_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('not_kept', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incoming_texts')),
    sa.UniqueConstraint('provider', 'provider_message_id', name=op.f('uq_incoming_texts_provider_provider_message_id'))
    )
    with op.batch_alter_table('incoming_texts', schema=None) as batch_op:
        batch_op.create_index('ix_incoming_texts_waiting', ['heard_at', 'hear_at'], unique=False)

    with op.batch_alter_table('replies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('senders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('other_secret_sealed', sa.String(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('senders', schema=None) as batch_op:
        batch_op.drop_column('other_secret_sealed')

    with op.batch_alter_table('replies', schema=None) as batch_op:
        batch_op.drop_column('heard_at')

    with op.batch_alter_table('incoming_texts', schema=None) as batch_op:
        batch_op.drop_index('ix_incoming_texts_waiting')

    op.drop_table('incoming_texts')
    op.drop_table('inbound_lists')
