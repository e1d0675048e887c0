"""machine is the intent of machines

The intent `automatic` is called `machine` now. No column changes.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE replies SET intent = 'machine' WHERE intent = 'automatic'")


def downgrade() -> None:
    op.execute("UPDATE replies SET intent = 'automatic' WHERE intent = 'machine'")
