"""weekly emails of results

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'result_recipients',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('ori', sa.String(), nullable=False),
        sa.Column('address_sealed', sa.String(), nullable=False),
        sa.Column('language', sa.String(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('added_by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['ori'], ['agencies.ori']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(op.f('ix_result_recipients_ori'), 'result_recipients', ['ori'])
    op.create_table(
        'result_emails',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('recipient_id', sa.String(), nullable=False),
        sa.Column('week', sa.String(), nullable=False),
        sa.Column('status', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['recipient_id'], ['result_recipients.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('recipient_id', 'week'),
    )


def downgrade() -> None:
    op.drop_table('result_emails')
    op.drop_index(op.f('ix_result_recipients_ori'), table_name='result_recipients')
    op.drop_table('result_recipients')
