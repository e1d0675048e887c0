"""The erasure ledger: what was erased and when, so that a restored backup or a repeated report brings no one back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Call, Erasure


async def add(session: AsyncSession, line: Erasure) -> bool:
    """False if the ledger has the line already."""
    return await insert_if_new(session, line)


async def erased_refs(session: AsyncSession, call: Call) -> Collection[str]:
    """The stored refs of this call's erased contacts: whatever CAD says of them is not taken in again."""
    of_call = (col(Erasure.ori) == call.ori, col(Erasure.call_number) == call.call_number, col(Erasure.ref) != "")
    return frozenset(await session.scalars(select(col(Erasure.ref)).where(*of_call)))


async def lines(session: AsyncSession) -> Sequence[Erasure]:
    """The whole ledger, the oldest line first."""
    return (await session.scalars(select(Erasure).order_by(col(Erasure.erased_at), col(Erasure.id)))).all()


async def known_ids(session: AsyncSession) -> frozenset[str]:
    """The ids of all lines."""
    return frozenset(await session.scalars(select(col(Erasure.id))))


async def count(session: AsyncSession) -> tuple[int, datetime | None]:
    """How many lines there are, and of when the newest is."""
    found = (await session.execute(select(func.count(), func.max(col(Erasure.erased_at))))).one()
    return found[0], found[1]
