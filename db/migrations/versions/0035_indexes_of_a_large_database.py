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
CAREFUL, CAREFUL_IN_SQLITE = sa.text('careful'), sa.text('careful = 1')


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
    _careful()
    op.drop_index('ix_messages_address_hash', table_name='messages')
    op.drop_index('ix_receipts_code', table_name='receipts')


def _careful() -> None:
    op.add_column('contacts', sa.Column('careful', sa.Boolean(), server_default=sa.false(), nullable=False))
    calls = sa.table('calls', sa.column('id'), sa.column('sensitive_at'))
    contacts = sa.table('contacts', sa.column('call_id'), sa.column('roles'), sa.column('careful', sa.Boolean()))
    sensitive = sa.select(calls.c.id).where(calls.c.sensitive_at.is_not(None))
    suspect = sa.or_(contacts.c.roles.like('%suspect%'), contacts.c.roles.like('%person_of_interest%'))
    op.execute(contacts.update().where(sa.or_(suspect, contacts.c.call_id.in_(sensitive))).values(careful=True))
    for way in ('phone', 'email'):
        name, columns = f'ix_contacts_careful_{way}', [f'{way}_hash']
        op.create_index(name, 'contacts', columns, postgresql_where=CAREFUL, sqlite_where=CAREFUL_IN_SQLITE)


def downgrade() -> None:
    op.drop_index('ix_contacts_careful_email', table_name='contacts')
    op.drop_index('ix_contacts_careful_phone', table_name='contacts')
    op.drop_column('contacts', 'careful')
    op.create_index('ix_receipts_code', 'receipts', ['code', 'recorded_at'])
    op.create_index('ix_messages_address_hash', 'messages', ['address_hash'])
    op.drop_index('ix_staff_tasks_waiting', table_name='staff_tasks')
    op.drop_index('ix_messages_offers', table_name='messages')
    op.drop_index('ix_messages_went_to', table_name='messages')
