"""indexes of a large database

Revision ID: 0035
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0032'
branch_labels = None
depends_on = None

OFFER, WAITS = sa.text("key = 'language_offer'"), sa.text('closed_at IS NULL')


def upgrade() -> None:
    # On a large PostgreSQL they may have been made beforehand, CONCURRENTLY, which no transaction can.
    op.create_index('ix_messages_went_to', 'messages', ['address_hash', 'sending_at'], if_not_exists=True)
    op.create_index(
        'ix_messages_offers',
        'messages',
        ['address_hash'],
        if_not_exists=True,
        postgresql_where=OFFER,
        sqlite_where=OFFER,
    )
    op.create_index(
        'ix_staff_tasks_waiting',
        'staff_tasks',
        ['kind'],
        if_not_exists=True,
        postgresql_where=WAITS,
        sqlite_where=WAITS,
    )
    op.drop_index('ix_messages_address_hash', table_name='messages')
    op.drop_index('ix_receipts_code', table_name='receipts')


def downgrade() -> None:
    op.create_index('ix_receipts_code', 'receipts', ['code', 'recorded_at'])
    op.create_index('ix_messages_address_hash', 'messages', ['address_hash'])
    op.drop_index('ix_staff_tasks_waiting', table_name='staff_tasks')
    op.drop_index('ix_messages_offers', table_name='messages')
    op.drop_index('ix_messages_went_to', table_name='messages')
