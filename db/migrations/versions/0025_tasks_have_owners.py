"""tasks have owners

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

NOT_SENT = sa.text("status IN ('permanent_failure', 'withheld')")


def upgrade() -> None:
    with op.batch_alter_table('staff_tasks') as tasks:
        tasks.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        tasks.add_column(sa.Column('owner_account_id', sa.String(), nullable=True))
        tasks.add_column(sa.Column('closed_by', sa.String(), nullable=False, server_default=''))
        tasks.add_column(sa.Column('outcome', sa.String(), nullable=False, server_default=''))
        tasks.add_column(sa.Column('outcome_note_sealed', sa.String(), nullable=True))
        tasks.create_foreign_key(
            op.f('fk_staff_tasks_owner_account_id'), 'staff_accounts', ['owner_account_id'], ['id']
        )
        tasks.create_index(op.f('ix_staff_tasks_owner_account_id'), ['owner_account_id'])
    with op.batch_alter_table('staff_tasks') as tasks:
        tasks.alter_column('closed_by', server_default=None)
        tasks.alter_column('outcome', server_default=None)
    with op.batch_alter_table('staff_accounts') as accounts:
        accounts.add_column(sa.Column('work_phone_sealed', sa.String(), nullable=True))
        accounts.add_column(sa.Column('work_email_sealed', sa.String(), nullable=True))
    op.create_index('ix_calls_standing', 'calls', ['ori', 'status', 'received_at'])
    op.create_index('ix_replies_intent', 'replies', ['ori', 'intent', 'received_at'])
    # Of the few that did not leave or arrive, not of every message ever sent.
    op.create_index(
        'ix_messages_not_sent', 'messages', ['updated_at'], postgresql_where=NOT_SENT, sqlite_where=NOT_SENT
    )


def downgrade() -> None:
    op.drop_index('ix_messages_not_sent', table_name='messages')
    op.drop_index('ix_replies_intent', table_name='replies')
    op.drop_index('ix_calls_standing', table_name='calls')
    with op.batch_alter_table('staff_accounts') as accounts:
        accounts.drop_column('work_email_sealed')
        accounts.drop_column('work_phone_sealed')
    with op.batch_alter_table('staff_tasks') as tasks:
        tasks.drop_index(op.f('ix_staff_tasks_owner_account_id'))
        tasks.drop_constraint(op.f('fk_staff_tasks_owner_account_id'), type_='foreignkey')
        for name in ('outcome_note_sealed', 'outcome', 'closed_by', 'owner_account_id', 'due_at'):
            tasks.drop_column(name)
