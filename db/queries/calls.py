"""Calls by agency and number. Whoever changes a call locks it first, so that changes happen one after another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert import insert_if_new
from db.tables import Call


async def get(session: AsyncSession, ori: str, call_number: str) -> Call | None:
    """One call, to look at."""
    wanted = select(Call).where(col(Call.ori) == ori, col(Call.call_number) == call_number)
    return (await session.scalars(wanted)).one_or_none()


async def lock_call(session: AsyncSession, ori: str, call_number: str) -> Call | None:
    """One call, to change: as it is now, and nobody else's until the transaction ends."""
    wanted = (
        select(Call)
        .where(col(Call.ori) == ori, col(Call.call_number) == call_number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(wanted)).one_or_none()


async def get_or_create(session: AsyncSession, ori: str, call_number: str, *, now: datetime) -> Call:
    """The call, locked, made if it is new. Raises sqlalchemy.exc.IntegrityError for an unknown agency."""
    call = await lock_call(session, ori, call_number)
    if call is None:
        fresh = Call(ori=ori, call_number=call_number, created_at=now, updated_at=now)
        await insert_if_new(session, fresh, unique=("ori", "call_number"))
        call = await lock_call(session, ori, call_number)
    assert call is not None  # noqa: S101  inserted by us or by somebody else a line ago
    return call


async def by_id(session: AsyncSession, call_id: str) -> Call | None:
    """The call a message or contact belongs to."""
    return await session.get(Call, call_id)
