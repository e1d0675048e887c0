"""The row that health checks write: a database that answers may still take no writes, on a full disk above all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import WriteProbe

NAME = "health"

_AGAIN = (
    update(WriteProbe)
    .where(col(WriteProbe.name) == NAME)
    .values(written_at=bindparam("at"), writes=col(WriteProbe.writes) + 1)
    .returning(col(WriteProbe.writes))
    .execution_options(synchronize_session=False)
)


_COUNT = select(col(WriteProbe.writes)).where(col(WriteProbe.name) == NAME)


async def write(session: AsyncSession, *, now: datetime) -> int:
    """How often it was written. Only the commit shows that it could be: nothing less reaches the disk."""
    writes = (await session.execute(_AGAIN, {"at": now})).scalar()
    if writes is None:
        await insert_if_new(session, WriteProbe(name=NAME, written_at=now))
    return writes or 0


async def count(session: AsyncSession) -> int:
    """How often it was written so far."""
    return (await session.execute(_COUNT)).scalar() or 0
