"""The append-only timeline of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import OutboundMessage, TimelineEntry


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


def line_about(
    row: OutboundMessage, *, status: str, at: datetime, recorded_at: datetime, entry_key: str = ""
) -> TimelineEntry:
    """Where a message has come to, as a line of its call's timeline; `status` is the call's."""
    return TimelineEntry(
        call_id=row.call_id,
        entry_key=entry_key or f"message/{row.id}/{row.status}",
        occurred_at=at,
        recorded_at=recorded_at,
        kind="message",
        what=row.key,
        effect=row.status,
        reason=row.reason,
        status=status,
        detail={
            "channel": row.channel,
            "language": row.language,
            "segments": row.segments,
            **({"stands_in": True} if row.fallback_of else {}),
        },
    )
