"""Legal holds: nothing of a call or case with such a number is erased or deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, LegalHold

_IN_FORCE = col(LegalHold.lifted_at).is_(None)


async def in_force(session: AsyncSession, ori: str = "") -> Sequence[LegalHold]:
    """Those of one agency, or of all, the oldest first."""
    wanted = select(LegalHold).where(_IN_FORCE).order_by(col(LegalHold.placed_at), col(LegalHold.id))
    return (await session.scalars(wanted.where(col(LegalHold.ori) == ori) if ori else wanted)).all()


async def of_number(session: AsyncSession, ori: str, number: str) -> Sequence[LegalHold]:
    """The holds in force on this number."""
    same = (col(LegalHold.ori) == ori, col(LegalHold.number) == number)
    return (await session.scalars(select(LegalHold).where(*same, _IN_FORCE))).all()


async def is_held(session: AsyncSession, calls: Collection[Call]) -> bool:
    """True if one of these calls of an agency is held, by its own number or its case's."""
    for call in calls:
        numbers = [number for number in (call.call_number, call.case_number) if number]
        same = (col(LegalHold.ori) == call.ori, col(LegalHold.number).in_(numbers))
        if (await session.execute(select(col(LegalHold.id)).where(*same, _IN_FORCE).limit(1))).first():
            return True
    return False


async def place(session: AsyncSession, hold: LegalHold) -> None:
    """It is in force at once."""
    session.add(hold)
    await session.flush()


async def lift(session: AsyncSession, hold: LegalHold, *, by: str, now: datetime) -> None:
    """From now on the number's records go by the agency's days again."""
    hold.lifted_by, hold.lifted_at = by, now
    session.add(hold)
    await session.flush()
