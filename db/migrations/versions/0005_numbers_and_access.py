"""Numbers with an extension, kept for staff, and the countries of numbers.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_with_extension_sealed", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("phone_country", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_column("phone_country")
        batch_op.drop_column("phone_with_extension_sealed")
