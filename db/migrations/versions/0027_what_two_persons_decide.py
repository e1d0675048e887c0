"""what two persons decide

Revision ID: 0027
Revises: 0024
"""

from __future__ import annotations

import hashlib
import uuid

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('proposals',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('secret_sealed', sa.String(), nullable=True),
    sa.Column('reason_sealed', sa.String(), nullable=True),
    sa.Column('answer_sealed', sa.String(), nullable=True),
    sa.Column('pinned_hash', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('proposed_by', sa.String(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('executed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('collected_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_proposals_ori')),
    sa.ForeignKeyConstraint(['proposed_by'], ['staff_accounts.id'], name=op.f('fk_proposals_proposed_by')),
    sa.ForeignKeyConstraint(['decided_by'], ['staff_accounts.id'], name=op.f('fk_proposals_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals'))
    )
    op.create_index('ix_proposals_state', 'proposals', ['ori', 'state', 'proposed_at'])
    op.create_index('ix_proposals_to_execute', 'proposals', ['state', 'executed_at'])
    op.create_index(op.f('ix_proposals_proposed_by'), 'proposals', ['proposed_by'])
    op.create_table('policy_versions',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('text_hash', sa.String(), nullable=False),
    sa.Column('in_force_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('put_by', sa.String(), nullable=False),
    sa.Column('approved_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_policy_versions_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_versions')),
    sa.UniqueConstraint('ori', 'number', name=op.f('uq_policy_versions_ori_number'))
    )
    op.create_table('policy_trials',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('text_hash', sa.String(), nullable=False),
    sa.Column('base_hash', sa.String(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calls_done', sa.Integer(), nullable=False),
    sa.Column('calls_total', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_policy_trials_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_trials'))
    )
    op.create_index('ix_policy_trials_unfinished', 'policy_trials', ['finished_at', 'claimed_until'])
    op.create_index(op.f('ix_policy_trials_ori'), 'policy_trials', ['ori'])
    op.add_column('brake_entries', sa.Column('review_id', sa.String(), nullable=True))
    op.create_index(op.f('ix_brake_entries_review_id'), 'brake_entries', ['review_id'])
    _keep_what_is_in_force()


def _keep_what_is_in_force() -> None:
    """The first version of each agency: who put it in force, and when exactly, was not kept."""
    agencies = sa.table('agencies', sa.column('ori'), sa.column('policy'), sa.column('created_at', sa.DateTime(True)))
    versions = sa.table('policy_versions', *(sa.column(name) for name in (
        'id', 'ori', 'number', 'text', 'text_hash', 'put_by', 'approved_by')),
        sa.column('in_force_at', sa.DateTime(True)))
    connection = op.get_bind()
    for ori, text, created_at in connection.execute(sa.select(agencies)).all():
        connection.execute(sa.insert(versions).values(
            id=uuid.uuid4().hex, ori=ori, number=1, text=text,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            in_force_at=created_at, put_by='system:migration', approved_by='',
        ))


def downgrade() -> None:
    op.drop_index(op.f('ix_brake_entries_review_id'), 'brake_entries')
    op.drop_column('brake_entries', 'review_id')
    op.drop_table('policy_trials')
    op.drop_table('policy_versions')
    op.drop_table('proposals')
