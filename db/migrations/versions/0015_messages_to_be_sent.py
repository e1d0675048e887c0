"""messages to be sent

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

# Of the few that have not left: one that has is taken out of the index, which stays small for ever.
TO_BE_SENT = sa.text("status IN ('created', 'sending', 'temporary_failure')")


def upgrade() -> None:
    op.create_index(
        'ix_messages_to_be_sent',
        'messages',
        ['not_before'],
        unique=False,
        postgresql_where=TO_BE_SENT,
        sqlite_where=TO_BE_SENT,
    )


def downgrade() -> None:
    op.drop_index('ix_messages_to_be_sent', table_name='messages')
