"""staff providers

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0020'  # 0021 once it is here
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('staff_providers',
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('secret_sealed', sa.String(), nullable=True),
    sa.Column('two_factor_acr', sa.JSON(), nullable=False),
    sa.Column('two_factor_amr', sa.JSON(), nullable=False),
    sa.Column('groups_claim', sa.String(), nullable=False),
    sa.Column('role_of', sa.JSON(), nullable=False),
    sa.Column('badge_claim', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_staff_providers_ori')),
    sa.PrimaryKeyConstraint('ori', name=op.f('pk_staff_providers'))
    )
    op.create_table('provider_attempts',
    sa.Column('state_hash', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('browser_hash', sa.String(), nullable=False),
    sa.Column('nonce_hash', sa.String(), nullable=False),
    sa.Column('verifier_sealed', sa.String(), nullable=False),
    sa.Column('next_path', sa.String(), nullable=False),
    sa.Column('is_fresh', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_provider_attempts_ori')),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_provider_attempts'))
    )
    op.create_index(op.f('ix_provider_attempts_expires_at'), 'provider_attempts', ['expires_at'])


def downgrade() -> None:
    op.drop_table('provider_attempts')
    op.drop_table('staff_providers')
