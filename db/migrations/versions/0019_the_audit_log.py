"""the audit log

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_WAITS, _SALTED = sa.text('leaf_index IS NULL'), sa.text('salt IS NOT NULL')


def upgrade() -> None:
    op.create_table('audit_records',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('contact_id', sa.String(), nullable=False),
    sa.Column('commitment', sa.String(), nullable=False),
    sa.Column('salt', sa.String(), nullable=True),
    sa.Column('leaf_index', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_records')),
    sa.UniqueConstraint('ori', 'leaf_index', name=op.f('uq_audit_records_ori_leaf_index'))
    )
    op.create_index(op.f('ix_audit_records_at'), 'audit_records', ['at'])
    op.create_index(op.f('ix_audit_records_about'), 'audit_records', ['about'])
    op.create_index('ix_audit_records_waiting', 'audit_records', ['ori', 'id'],
                    postgresql_where=_WAITS, sqlite_where=_WAITS)
    op.create_index('ix_audit_records_salted', 'audit_records', ['contact_id'],
                    postgresql_where=_SALTED, sqlite_where=_SALTED)
    op.create_table('audit_trees',
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kept_from', sa.Integer(), nullable=False),
    sa.Column('published', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('ori', name=op.f('pk_audit_trees'))
    )
    op.create_table('audit_tiles',
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('hashes', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('ori', 'level', 'place', name=op.f('pk_audit_tiles'))
    )
    op.create_table('audit_checkpoints',
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('root', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('key_id', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('ori', 'number', name=op.f('pk_audit_checkpoints'))
    )
    op.create_table('audit_keys',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('public_key', sa.String(), nullable=False),
    sa.Column('pair_sealed', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_keys'))
    )
    op.create_index(op.f('ix_audit_keys_ori'), 'audit_keys', ['ori'])


def downgrade() -> None:
    for name in ('audit_keys', 'audit_checkpoints', 'audit_tiles', 'audit_trees', 'audit_records'):
        op.drop_table(name)
