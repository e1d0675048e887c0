"""Whom a message went to, numbers of calls used again, sensitive calls, people removed, going live.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('agencies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('live_from', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reused_number', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('said_received_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('number_reused_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('sensitive_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_calls_reused_number'), ['reused_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_calls_sensitive_at'), ['sensitive_at'], unique=False)

    # Of the calls there are, as far as their workflows have recorded it.
    op.execute("UPDATE calls SET said_received_at = received_at")

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('retold', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('address_hash', sa.String(), server_default='', nullable=False))
        batch_op.drop_constraint(batch_op.f('uq_messages_call_id_contact_id_key_n_channel'), type_='unique')
        batch_op.create_index(batch_op.f('ix_messages_address_hash'), ['address_hash'], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f('uq_messages_call_id_contact_id_key_n_channel_retold'),
            ['call_id', 'contact_id', 'key', 'n', 'channel', 'retold'],
        )



def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE retold > 0")
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_messages_call_id_contact_id_key_n_channel_retold'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_messages_address_hash'))
        batch_op.create_unique_constraint(batch_op.f('uq_messages_call_id_contact_id_key_n_channel'), ['call_id', 'contact_id', 'key', 'n', 'channel'])
        batch_op.drop_column('address_hash')
        batch_op.drop_column('retold')

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_column('removed_at')

    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calls_sensitive_at'))
        batch_op.drop_index(batch_op.f('ix_calls_reused_number'))
        batch_op.drop_column('sensitive_at')
        batch_op.drop_column('number_reused_at')
        batch_op.drop_column('said_received_at')
        batch_op.drop_column('reused_number')

    with op.batch_alter_table('agencies', schema=None) as batch_op:
        batch_op.drop_column('live_from')

