"""The clock of the database server: a second opinion where the clock of this machine may be wrong."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def server_now(session: AsyncSession) -> datetime:
    """When this transaction began there. SQLite has no server: it goes by the clock of this machine."""
    now = (await session.scalars(select(func.now()))).one()
    return now if now.tzinfo else now.replace(tzinfo=UTC)
