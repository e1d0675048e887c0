"""What providers report, what people text back, and what an agency sends from.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_lines",
        sa.Column("phone_hash", sa.String(), nullable=False),
        sa.Column("line_type", sa.String(), nullable=False),
        sa.Column("looked_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name=op.f("pk_phone_lines")),
    )
    op.create_table(
        "preferences",
        sa.Column("ori", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ori", "address_hash", name=op.f("pk_preferences")),
    )
    op.create_table(
        "senders",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ori", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("secret_sealed", sa.String(), nullable=True),
        sa.Column("per_second", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ori"], ["agencies.ori"], name=op.f("fk_senders_ori")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senders")),
        sa.UniqueConstraint("ori", "channel", name=op.f("uq_senders_ori_channel")),
    )
    with op.batch_alter_table("senders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_senders_address"), ["address"], unique=False)

    op.create_table(
        "unsubscribe_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("ori", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ori"], ["agencies.ori"], name=op.f("fk_unsubscribe_links_ori")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_unsubscribe_links")),
        sa.UniqueConstraint(
            "ori", "address_hash", "purpose", name=op.f("uq_unsubscribe_links_ori_address_hash_purpose")
        ),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ori", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_message_id", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("body_sealed", sa.String(), nullable=True),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("answered_with", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_replies_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("provider", "provider_message_id", name=op.f("uq_replies_provider_provider_message_id")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index("ix_replies_address", ["ori", "address_hash", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_replies_call_id"), ["call_id"], unique=False)

    op.create_table(
        "staff_tasks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ori", sa.String(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_staff_tasks_call_id")),
        sa.ForeignKeyConstraint(["ori"], ["agencies.ori"], name=op.f("fk_staff_tasks_ori")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_tasks")),
        sa.UniqueConstraint("ori", "task_key", name=op.f("uq_staff_tasks_ori_task_key")),
    )
    with op.batch_alter_table("staff_tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_tasks_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_staff_tasks_open", ["ori", "closed_at", "opened_at"], unique=False)

    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_receipts_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("provider", "event_key", name=op.f("uq_receipts_provider_event_key")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index("ix_receipts_code", ["code", "recorded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipts_message_id"), ["message_id"], unique=False)

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fallback_of", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("inquired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_messages_fallback_of"), ["fallback_of"], unique=False)
        batch_op.create_index("ix_messages_unheard_of", ["status", "sending_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_unheard_of")
        batch_op.drop_index(batch_op.f("ix_messages_fallback_of"))
        batch_op.drop_column("inquired_at")
        batch_op.drop_column("delivered_at")
        batch_op.drop_column("fallback_of")

    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipts_message_id"))
        batch_op.drop_index("ix_receipts_code")

    op.drop_table("receipts")
    with op.batch_alter_table("staff_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_tasks_open")
        batch_op.drop_index(batch_op.f("ix_staff_tasks_call_id"))

    op.drop_table("staff_tasks")
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replies_call_id"))
        batch_op.drop_index("ix_replies_address")

    op.drop_table("replies")
    op.drop_table("unsubscribe_links")
    with op.batch_alter_table("senders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_senders_address"))

    op.drop_table("senders")
    op.drop_table("preferences")
    op.drop_table("phone_lines")
