"""The append-only timeline of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_new
from db.tables import OutboundMessage, TimelineEntry
from db.tables.messages import INSTEAD_OF
from domain.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineNote:
    """What a line says. `key` makes a repeat recognizable, `status` is the call's; `at`: when, if not just now."""

    key: str
    kind: str
    what: str
    status: str
    by: Actor | None
    """Who did it; None only for an event that was relayed before this was kept."""
    effect: str = "noted"
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A provider's report on a message: its key, by which a repeat is recognized, and when what it says happened."""

    key: str
    at: datetime


async def note(session: AsyncSession, call_id: str, line: TimelineNote, *, now: datetime) -> bool:
    """True if the line is new; a line with the same key stays as it was first written."""
    return bool(await note_all(session, call_id, [line], now=now))


async def note_all(
    session: AsyncSession, call_id: str, lines: Iterable[TimelineNote], *, now: datetime
) -> frozenset[str]:
    """The same for many lines by one statement: the keys of those that are new."""
    rows = [_row(call_id, line, now) for line in lines]
    return await insert_new(session, TimelineEntry, rows, key="entry_key")


def _row(call_id: str, line: TimelineNote, now: datetime) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "entry_key": line.key,
        "occurred_at": line.at or now,
        "recorded_at": now,
        "kind": line.kind,
        "what": line.what,
        "effect": line.effect,
        "reason": line.reason,
        "status": line.status,
        "by": str(line.by or ""),
        "detail": dict(line.detail),
    }


async def note_message(
    session: AsyncSession,
    row: OutboundMessage,
    *,
    by: Actor,
    status: str,
    now: datetime,
    reported: Reported | None = None,
) -> bool:
    """Where a message has come to, in the timeline of its call; `status` is the call's."""
    return await note(session, row.call_id, note_of(row, by=by, status=status, reported=reported), now=now)


def note_of(row: OutboundMessage, *, by: Actor, status: str, reported: Reported | None = None) -> TimelineNote:
    """The line of a message as it stands."""
    detail = {"channel": row.channel, "language": row.language, "segments": row.segments}
    if row.readers_language != row.language:
        detail[INSTEAD_OF] = row.readers_language
    if row.corrects:
        detail["corrects"] = row.facts["corrects"]
    return TimelineNote(
        key=f"message/{row.id}/{reported.key if reported else row.status}",
        kind="message",
        what=row.key,
        status=status,
        by=by,
        effect=row.status,
        reason=row.reason,
        detail=detail | ({"stands_in": True} if row.fallback_of else {}),
        at=reported.at if reported else None,
    )


async def of_call(session: AsyncSession, call_id: str) -> Sequence[TimelineEntry]:
    """Every line, in the order things happened, as far as they were recorded."""
    wanted = select(TimelineEntry).where(col(TimelineEntry.call_id) == call_id)
    in_order = wanted.order_by(col(TimelineEntry.occurred_at), col(TimelineEntry.id))
    return (await session.scalars(in_order)).all()


async def keys_of_call(session: AsyncSession, call_id: str, *, kind: str) -> Sequence[str]:
    """The keys of the lines of one kind, in the order they were written: what a repeat is recognized by."""
    wanted = select(col(TimelineEntry.entry_key)).where(
        col(TimelineEntry.call_id) == call_id, col(TimelineEntry.kind) == kind
    )
    return (await session.scalars(wanted.order_by(col(TimelineEntry.id)))).all()
