"""Facts of this installation by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.tables import InstallationFact

TEMPORAL_NAMESPACE = "temporal_namespace"
"""Id of the namespace that has the workflows of this database: another one knows none of them."""


async def fact(session: AsyncSession, name: str) -> str | None:
    """What was last noted under this name."""
    row = await session.get(InstallationFact, name)
    return row.value if row else None


async def note(session: AsyncSession, name: str, value: str, *, now: datetime) -> None:
    """Note it, in place of what was noted before."""
    await session.merge(InstallationFact(name=name, value=value, noted_at=now))
