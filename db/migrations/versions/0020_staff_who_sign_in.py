"""staff who sign in

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('staff_accounts',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('badge', sa.String(), nullable=False),
    sa.Column('name_sealed', sa.String(), nullable=True),
    sa.Column('roles', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('subject_hash', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('locked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_staff_accounts_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_accounts')),
    sa.UniqueConstraint('ori', 'badge', name=op.f('uq_staff_accounts_ori_badge')),
    sa.UniqueConstraint('ori', 'subject_hash', name=op.f('uq_staff_accounts_ori_subject_hash'))
    )
    op.create_table('staff_sessions',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('method', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_sealed', sa.String(), nullable=True),
    sa.Column('provider_token_sealed', sa.String(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_staff_sessions_account_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_sessions'))
    )
    op.create_index(op.f('ix_staff_sessions_account_id'), 'staff_sessions', ['account_id'])
    op.create_index(op.f('ix_staff_sessions_last_seen_at'), 'staff_sessions', ['last_seen_at'])
    op.create_table('sign_in_links',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_sign_in_links_account_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in_links'))
    )
    op.create_index(op.f('ix_sign_in_links_account_id'), 'sign_in_links', ['account_id'])
    op.create_table('case_assignments',
    sa.Column('call_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assigned_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_case_assignments_call_id')),
    sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_case_assignments_account_id')),
    sa.PrimaryKeyConstraint('call_id', name=op.f('pk_case_assignments'))
    )
    op.create_index(op.f('ix_case_assignments_account_id'), 'case_assignments', ['account_id'])


def downgrade() -> None:
    op.drop_table('case_assignments')
    op.drop_table('sign_in_links')
    op.drop_table('staff_sessions')
    op.drop_table('staff_accounts')
