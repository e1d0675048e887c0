"""coaching, which is closed until a policy opens it

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('coaching_counts',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('subject_id', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_coaching_counts_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_counts')),
    sa.UniqueConstraint('ori', 'subject_id', 'day', 'kind', name=op.f('uq_coaching_counts_ori_subject_id_day_kind'))
    )
    op.create_index(op.f('ix_coaching_counts_day'), 'coaching_counts', ['day'])
    op.create_table('coaching_pointers',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('subject_id', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('task_id', sa.String(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('words_sealed', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_coaching_pointers_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_pointers')),
    sa.UniqueConstraint('ori', 'subject_id', 'role', 'direction', 'opened_on',
                        name=op.f('uq_coaching_pointers_ori_subject_id_role_direction_opened_on'))
    )
    op.create_index('ix_coaching_pointers_opened', 'coaching_pointers', ['ori', 'opened_at'])
    op.create_table('coaching_remarks',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('ori', sa.String(), nullable=False),
    sa.Column('subject_id', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words_sealed', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['ori'], ['agencies.ori'], name=op.f('fk_coaching_remarks_ori')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_remarks'))
    )
    op.create_index('ix_coaching_remarks_subject', 'coaching_remarks', ['ori', 'subject_id', 'written_at'])
    op.add_column('staff_accounts', sa.Column('cad_id', sa.String(), nullable=True))
    op.create_index('ix_staff_accounts_cad_id', 'staff_accounts', ['ori', 'cad_id'], unique=True)


def downgrade() -> None:
    op.drop_index('ix_staff_accounts_cad_id', 'staff_accounts')
    op.drop_column('staff_accounts', 'cad_id')
    op.drop_table('coaching_remarks')
    op.drop_table('coaching_pointers')
    op.drop_table('coaching_counts')
