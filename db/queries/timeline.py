"""The append-only timeline of a call."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert import insert_if_new
from db.tables import TimelineEntry


async def append(session: AsyncSession, entry: TimelineEntry) -> bool:
    """True if the line is new; a line with the same key stays as it was first written."""
    return await insert_if_new(session, entry, unique=("call_id", "entry_key"))


async def of_call(session: AsyncSession, call_id: str) -> Sequence[TimelineEntry]:
    """Every line, in the order things happened, as far as they were recorded."""
    wanted = select(TimelineEntry).where(col(TimelineEntry.call_id) == call_id)
    in_order = wanted.order_by(col(TimelineEntry.occurred_at), col(TimelineEntry.id))
    return (await session.scalars(in_order)).all()


async def keys_of_call(session: AsyncSession, call_id: str, *, kind: str) -> Sequence[str]:
    """The keys of the lines of one kind, in the order they were written: what a repeat is recognised by."""
    wanted = select(col(TimelineEntry.entry_key)).where(
        col(TimelineEntry.call_id) == call_id, col(TimelineEntry.kind) == kind
    )
    return (await session.scalars(wanted.order_by(col(TimelineEntry.id)))).all()
