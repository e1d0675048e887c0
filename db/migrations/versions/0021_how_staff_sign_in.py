"""how staff sign in without a provider

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('agencies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('logon_banner', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('logon_banner_spanish', sa.String(), nullable=True))
    with op.batch_alter_table('staff_accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_break_glass', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('locked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('staff_passwords',
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('totp_secret_sealed', sa.String(), nullable=False),
    sa.Column('totp_last_step', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_staff_passwords_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_staff_passwords'))
    )
    op.create_table('staff_passkeys',
    sa.Column('credential_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('is_synced', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_staff_passkeys_account_id')),
    sa.PrimaryKeyConstraint('credential_id', name=op.f('pk_staff_passkeys'))
    )
    op.create_index(op.f('ix_staff_passkeys_account_id'), 'staff_passkeys', ['account_id'])
    op.create_table('passkey_challenges',
    sa.Column('challenge_hash', sa.String(), nullable=False),
    sa.Column('asked_by_hash', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('challenge_hash', name=op.f('pk_passkey_challenges'))
    )
    op.create_index(op.f('ix_passkey_challenges_expires_at'), 'passkey_challenges', ['expires_at'])
    op.create_table('wrong_tries',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was_wrong', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['staff_accounts.id'], name=op.f('fk_wrong_tries_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_tries'))
    )
    op.create_index('ix_wrong_tries_account', 'wrong_tries', ['account_id', 'began_at'])


def downgrade() -> None:
    op.drop_table('wrong_tries')
    op.drop_table('passkey_challenges')
    op.drop_table('staff_passkeys')
    op.drop_table('staff_passwords')
    with op.batch_alter_table('staff_sessions', schema=None) as batch_op:
        batch_op.drop_column('locked_at')
    with op.batch_alter_table('staff_accounts', schema=None) as batch_op:
        batch_op.drop_column('is_break_glass')
        batch_op.drop_column('reopened_at')
    with op.batch_alter_table('agencies', schema=None) as batch_op:
        batch_op.drop_column('logon_banner_spanish')
        batch_op.drop_column('logon_banner')
