"""Numbers with an extension, kept for staff, and the countries of numbers; what limits an API key.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.connection.types import UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_with_extension_sealed", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("phone_country", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("networks", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("per_minute", sa.Integer(), nullable=False, server_default="6000"))
        batch_op.add_column(sa.Column("expires_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("last_used_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_column("last_used_at")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("per_minute")
        batch_op.drop_column("networks")

    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_column("phone_country")
        batch_op.drop_column("phone_with_extension_sealed")
