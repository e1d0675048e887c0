"""Changes that staff made and that are held: each ends once, as done, undone or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import HeldChange

_IS_OPEN = and_(
    col(HeldChange.done_at).is_(None), col(HeldChange.undone_at).is_(None), col(HeldChange.refused_at).is_(None)
)
_DUE = (
    select(col(HeldChange.id))
    .where(_IS_OPEN, col(HeldChange.due_at) <= bindparam("now"))
    .order_by(col(HeldChange.due_at), col(HeldChange.id))
    .limit(100)
)
_NEWEST_OF_CALL = (
    select(HeldChange)
    .where(col(HeldChange.call_id) == bindparam("call_id"))
    .order_by(col(HeldChange.made_at).desc(), col(HeldChange.id))
    .limit(10)
)


async def add(session: AsyncSession, change: HeldChange) -> bool:
    """False if it is held already: its form was sent twice."""
    return await insert_if_new(session, change)


async def due(session: AsyncSession, *, now: datetime) -> Sequence[str]:
    """The ids of what is to be done now, the one that waited longest first; at most 100."""
    return (await session.scalars(_DUE, {"now": now})).all()


async def lock_open(session: AsyncSession, change_id: str) -> HeldChange | None:
    """The change, to end it; None if it has ended, is not there, or another process has it in hand."""
    wanted = select(HeldChange).where(col(HeldChange.id) == change_id, _IS_OPEN)
    locked = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return (await session.scalars(locked)).one_or_none()


async def lock(session: AsyncSession, change_id: str) -> HeldChange | None:
    """The change, ended or not, once no other process has it in hand."""
    wanted = select(HeldChange).where(col(HeldChange.id) == change_id)
    return (await session.scalars(wanted.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def newest_of_call(session: AsyncSession, call_id: str) -> Sequence[HeldChange]:
    """The last ten of a call, the newest first, whatever became of them."""
    return (await session.scalars(_NEWEST_OF_CALL, {"call_id": call_id})).all()
