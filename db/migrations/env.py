"""What Alembic runs: always in-process and over the connection that `db.migrate` opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString

from db.connection.types import UtcDateTime
from db.tables import Agency


def plain_type(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Migrations outlive our own classes: they name the plain types behind them."""
    del autogen_context
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.String()" if isinstance(item, AutoString) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Agency.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
