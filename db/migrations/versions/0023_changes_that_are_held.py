"""changes that are held

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

# Of the few that have not ended: one that has is taken out of the index.
WAITING = sa.text("done_at IS NULL AND undone_at IS NULL AND refused_at IS NULL")


def upgrade() -> None:
    op.create_table(
        'held_changes',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('ori', sa.String(), nullable=False),
        sa.Column('call_id', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('facts', sa.JSON(), nullable=False),
        sa.Column('words_sealed', sa.String(), nullable=True),
        sa.Column('account_id', sa.String(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('refused_why', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_held_changes_ori')),
        sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_held_changes_call_id')),
        sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_held_changes_account_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_held_changes')),
    )
    op.create_index('ix_held_changes_call', 'held_changes', ['call_id', 'made_at'])
    op.create_index(
        'ix_held_changes_waiting', 'held_changes', ['due_at'], postgresql_where=WAITING, sqlite_where=WAITING
    )


def downgrade() -> None:
    op.drop_table('held_changes')
