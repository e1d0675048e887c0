"""Agencies by ORI."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Agency
from db.tables.base import new_id

_BY_ORI = select(Agency).where(col(Agency.ori) == bindparam("ori"))


async def get(session: AsyncSession, ori: str) -> Agency | None:
    """One agency."""
    return (await session.scalars(_BY_ORI, {"ori": ori})).one_or_none()


async def add(session: AsyncSession, agency: Agency) -> bool:
    """True if it is new; an agency that exists stays as it is."""
    return await insert_if_new(session, agency)


async def senders_changed(session: AsyncSession) -> None:
    """What any agency sends from was changed in this transaction: copies of all agencies are out of date after it.

    Of all, as nothing is sent to an address from which any agency sends.
    """
    await session.execute(update(Agency).values(mark=new_id()).execution_options(synchronize_session=False))


async def every(session: AsyncSession) -> Sequence[Agency]:
    """All agencies by ORI."""
    return (await session.scalars(select(Agency).order_by(col(Agency.ori)))).all()
