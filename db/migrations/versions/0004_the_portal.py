"""The portal: links, attempts, sessions, cut addresses, counts; what people wish; ids behind a survey's answers.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rate_counts',
    sa.Column('bucket', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('bucket', 'began_at', name=op.f('pk_rate_counts'))
    )
    op.create_table('address_cuts',
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('address_hash', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('cut_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_address_cuts_ori')),
    sa.PrimaryKeyConstraint('ori', 'address_hash', name=op.f('pk_address_cuts'))
    )
    op.create_table('portal_attempts',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('wanted_sealed', sa.String(), nullable=True),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('code_sealed', sa.String(), nullable=True),
    sa.Column('contact_id', sa.String(), nullable=True),
    sa.Column('address_hash', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_portal_attempts_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_attempts')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_portal_attempts_token_hash'))
    )
    with op.batch_alter_table('portal_attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portal_attempts_created_at'), ['created_at'], unique=False)

    op.create_table('portal_links',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('address_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_portal_links_ori')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_portal_links'))
    )
    with op.batch_alter_table('portal_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portal_links_contact_id'), ['contact_id'], unique=False)

    op.create_table('portal_sessions',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('address_hash', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_portal_sessions_ori')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_portal_sessions'))
    )
    with op.batch_alter_table('portal_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portal_sessions_address_hash'), ['address_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_portal_sessions_last_seen_at'), ['last_seen_at'], unique=False)

    op.create_table('survey_releases',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('results', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_survey_releases_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_releases')),
    sa.UniqueConstraint('ori', 'period', name=op.f('uq_survey_releases_ori_period'))
    )
    with op.batch_alter_table('agencies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(), nullable=True))

    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('call_taker', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('officers', sa.JSON(), server_default='[]', nullable=False))

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('zones', sa.String(), nullable=False, server_default=''))

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channels', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('updates_off', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('safe_sms', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('safe_email', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('safe_voice', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('safe_hours', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('ok_to_identify', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('review_by', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('language',
               existing_type=sa.VARCHAR(),
               nullable=True)

    with op.batch_alter_table('survey_invitations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('call_taker', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('officers', sa.JSON(), server_default='[]', nullable=False))



def downgrade() -> None:
    op.drop_table('survey_releases')
    with op.batch_alter_table('survey_invitations', schema=None) as batch_op:
        batch_op.drop_column('officers')
        batch_op.drop_column('call_taker')

    op.execute("DELETE FROM preferences WHERE language IS NULL")
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.alter_column('language',
               existing_type=sa.VARCHAR(),
               nullable=False)
        batch_op.drop_column('review_by')
        batch_op.drop_column('ok_to_identify')
        batch_op.drop_column('safe_hours')
        batch_op.drop_column('safe_voice')
        batch_op.drop_column('safe_email')
        batch_op.drop_column('safe_sms')
        batch_op.drop_column('updates_off')
        batch_op.drop_column('channels')

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_column('seen_at')

    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_column('zones')

    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_column('officers')
        batch_op.drop_column('call_taker')

    with op.batch_alter_table('agencies', schema=None) as batch_op:
        batch_op.drop_column('state')

    with op.batch_alter_table('portal_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_portal_sessions_last_seen_at'))
        batch_op.drop_index(batch_op.f('ix_portal_sessions_address_hash'))

    op.drop_table('portal_sessions')
    with op.batch_alter_table('portal_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_portal_links_contact_id'))

    op.drop_table('portal_links')
    with op.batch_alter_table('portal_attempts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_portal_attempts_created_at'))

    op.drop_table('portal_attempts')
    op.drop_table('address_cuts')
    op.drop_table('rate_counts')
