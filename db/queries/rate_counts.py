"""How often something was tried within a window of time: counted in one statement, so that none is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import SQLModel, col

from db.connection.direct import Direct
from db.tables import RateCount


async def count(session: AsyncSession, bucket: str, *, began_at: datetime) -> int:
    """Count one more; how many there are now in the window that began then.

    Within one transaction count buckets in the order of their names: two that wait for each other would both fail.
    """
    [(counted,)] = await _UPSERT.rows(session, {"bucket": bucket, "began_at": began_at})
    return int(counted)


async def total(session: AsyncSession, bucket: str, *, since: datetime) -> int:
    """How many there were in all windows that began then or later."""
    wanted = select(func.coalesce(func.sum(col(RateCount.count)), 0))
    found = wanted.where(col(RateCount.bucket) == bucket, col(RateCount.began_at) >= since)
    return int((await session.execute(found)).scalar_one())


async def give_back(session: AsyncSession, bucket: str, *, began_at: datetime) -> None:
    """Count one less: it was no failure after all."""
    mine = (col(RateCount.bucket) == bucket, col(RateCount.began_at) == began_at, col(RateCount.count) > 0)
    await session.execute(update(RateCount).where(*mine).values(count=col(RateCount.count) - 1))


async def forget(session: AsyncSession, *, began_before: datetime) -> None:
    """Delete what counts no more."""
    await session.execute(delete(RateCount).where(col(RateCount.began_at) < began_before))


def _upsert(dialect: str) -> ReturningInsert[Any]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    counts = SQLModel.metadata.tables[str(RateCount.__tablename__)]
    one_more = {"count": counts.c.count + 1}
    return (
        insert(counts)
        .values(bucket=bindparam("bucket"), began_at=bindparam("began_at"), count=1)
        .on_conflict_do_update(index_elements=[counts.c.bucket, counts.c.began_at], set_=one_more)
        .returning(counts.c.count)
    )


_UPSERT = Direct(_upsert)
