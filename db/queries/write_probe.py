"""The row that health checks write: a database that answers may still take no writes, on a full disk above all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import WriteProbe

NAME = "health"

_AGAIN = (
    update(WriteProbe)
    .where(col(WriteProbe.name) == NAME)
    .values(written_at=bindparam("at"))
    .returning(col(WriteProbe.name))
    .execution_options(synchronize_session=False)
)


async def write(session: AsyncSession, *, now: datetime) -> None:
    """Only once it is committed is it known that it could be written: nothing less goes to the disk."""
    if (await session.execute(_AGAIN, {"at": now})).first() is None:
        await insert_if_new(session, WriteProbe(name=NAME, written_at=now))
