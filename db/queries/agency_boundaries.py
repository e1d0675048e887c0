"""The boundaries of agencies: one for each that gave one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import AgencyBoundary


async def get(session: AsyncSession, ori: str) -> AgencyBoundary | None:
    """The agency's boundary; None if it gave none."""
    return await session.get(AgencyBoundary, ori)


async def put(session: AsyncSession, ori: str, geojson: str, *, by: str, now: datetime) -> None:
    """The agency has this boundary from now on."""
    await session.merge(AgencyBoundary(ori=ori, geojson=geojson, set_at=now, set_by=by))
    await session.flush()


async def take(session: AsyncSession, ori: str) -> bool:
    """The agency has no boundary from now on. False if it had none."""
    found = await get(session, ori)
    await session.execute(delete(AgencyBoundary).where(col(AgencyBoundary.ori) == ori))
    return found is not None
