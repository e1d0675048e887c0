"""Facts of this installation by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.insert_if_new import insert_if_new
from db.tables import InstallationFact, new_id

TEMPORAL_NAMESPACE = "temporal_namespace"
"""Id of the namespace that has the workflows of this database: another one knows none of them."""
DATABASE_ID = "database_id"
"""Made once; a database that is restored from a backup has the same, an empty new one another."""


async def fact(session: AsyncSession, name: str) -> str | None:
    """What was last noted under this name."""
    row = await session.get(InstallationFact, name)
    return row.value if row else None


async def note(session: AsyncSession, name: str, value: str, *, now: datetime) -> None:
    """Note it, in place of what was noted before."""
    await session.merge(InstallationFact(name=name, value=value, noted_at=now))


async def database_id(session: AsyncSession, *, now: datetime) -> str:
    """The id of this database, made if it has none."""
    known = await fact(session, DATABASE_ID)
    if known is None:
        await insert_if_new(session, InstallationFact(name=DATABASE_ID, value=new_id(), noted_at=now))
        known = await fact(session, DATABASE_ID)
    return known or ""
