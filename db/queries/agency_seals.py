"""The seals of agencies: kept once for each picture, for as long as an agency has it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, AgencySeal
from domain.agency_seal import seal_id
from domain.pictures.picture import PictureKind


async def get(session: AsyncSession, seal: str) -> AgencySeal | None:
    """One seal by its id."""
    return (await session.scalars(select(AgencySeal).where(col(AgencySeal.id) == seal))).one_or_none()


async def give(session: AsyncSession, agency: Agency, image: bytes, kind: PictureKind, *, now: datetime) -> None:
    """The agency has this seal from now on."""
    seal = AgencySeal(id=seal_id(image), media_type=kind.value, image=image, added_at=now)
    await insert_if_new(session, seal)
    agency.seal_id = seal.id
    await _forget_unused(session)


async def take(session: AsyncSession, agency: Agency) -> None:
    """The agency has no seal from now on."""
    agency.seal_id = None
    await _forget_unused(session)


async def _forget_unused(session: AsyncSession) -> None:
    await session.flush()
    used = exists().where(col(Agency.seal_id) == col(AgencySeal.id))
    await session.execute(delete(AgencySeal).where(~used))
