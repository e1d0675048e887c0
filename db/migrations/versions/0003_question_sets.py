"""Surveys of question sets, answered by link or by text; where an agency takes complaints.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agencies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("complaint_link", sa.String(), nullable=True))

    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("question_set", sa.String(), nullable=False, server_default="officer_came.1")
        )
        batch_op.add_column(sa.Column("mode", sa.String(), nullable=False, server_default="link"))
        batch_op.add_column(sa.Column("asked", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("call_back", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("survey_invitations", schema=None) as batch_op:
        batch_op.drop_column("call_back")
        batch_op.drop_column("asked")
        batch_op.drop_column("mode")
        batch_op.drop_column("question_set")

    with op.batch_alter_table("agencies", schema=None) as batch_op:
        batch_op.drop_column("complaint_link")
