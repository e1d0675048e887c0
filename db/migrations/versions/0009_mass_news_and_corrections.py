"""The brake on mass news counts what leaves, and a message may take another one back.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brake_entries",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("ori", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_brake_entries_message_id")),
        sa.ForeignKeyConstraint(["ori"], ["agencies.ori"], name=op.f("fk_brake_entries_ori")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_brake_entries")),
    )
    with op.batch_alter_table("brake_entries", schema=None) as batch_op:
        batch_op.create_index("ix_brake_entries_wanted", ["ori", "key", "counts", "at"], unique=False)
        batch_op.create_index("ix_brake_entries_decided", ["ori", "decision", "at"], unique=False)

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrects", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_messages_corrects"), ["corrects"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_corrects"))
        batch_op.drop_column("corrects")

    with op.batch_alter_table("brake_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_brake_entries_decided")
        batch_op.drop_index("ix_brake_entries_wanted")

    op.drop_table("brake_entries")
