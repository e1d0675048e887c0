"""The durable inbox: events are stored once, claimed by one relay at a time, and relayed in order per call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Integer, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import InboxEvent

_UNIQUE = ("ori", "source", "event_id")
LAST_ERROR_LENGTH = 500

_WAITING = and_(col(InboxEvent.relayed_at).is_(None), col(InboxEvent.given_up_at).is_(None))
_in_hand_until = func.max(col(InboxEvent.claimed_until))
_oldest = func.min(col(InboxEvent.seq))
_turn = func.row_number().over(partition_by=col(InboxEvent.ori), order_by=_oldest)
"""Agencies take turns: thousands of calls of one do not go before the next call of another."""
_WAITING_CALLS = (
    select(col(InboxEvent.ori), col(InboxEvent.call_number))
    .where(_WAITING)
    .group_by(col(InboxEvent.ori), col(InboxEvent.call_number))
    .having(or_(_in_hand_until.is_(None), _in_hand_until <= bindparam("now")))
    .order_by(_turn, _oldest)
    .limit(bindparam("limit", type_=Integer))
)
_OF_CALL = (
    select(InboxEvent)
    .where(col(InboxEvent.ori) == bindparam("ori"), col(InboxEvent.call_number) == bindparam("call_number"), _WAITING)
    .order_by(col(InboxEvent.seq))
)
_OF_CALL_LOCKED = _OF_CALL.with_for_update().execution_options(populate_existing=True)
_KNOWN = select(col(InboxEvent.content_hash)).where(
    *(col(getattr(InboxEvent, name)) == bindparam(name) for name in _UNIQUE)
)


class Stored(StrEnum):
    """What became of an event that came in."""

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    """The same source and id came before with other content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCall:
    """A call that has events to relay."""

    ori: str
    call_number: str


async def store(session: AsyncSession, event: InboxEvent) -> Stored:
    """Keep an event. Lock its call first (`calls.get_or_create`): then `seq` is the order of its events."""
    if await insert_if_new(session, event, unique=_UNIQUE):
        return Stored.NEW
    known = (await session.scalars(_KNOWN, {name: getattr(event, name) for name in _UNIQUE})).one()
    return Stored.REPEAT if known == event.content_hash else Stored.CONFLICT


async def waiting_calls(session: AsyncSession, *, now: datetime, limit: int = 100) -> list[WaitingCall]:
    """Calls with events to relay that nobody has in hand: of each agency in turn the one that has waited longest."""
    found = await session.execute(_WAITING_CALLS, {"now": now, "limit": limit})
    return [WaitingCall(ori=row[0], call_number=row[1]) for row in found]


async def next_of_call(session: AsyncSession, ori: str, call_number: str, *, limit: int = 100) -> Sequence[InboxEvent]:
    """The events of a call that are still to be relayed, in order."""
    return (await session.scalars(_OF_CALL.limit(limit), {"ori": ori, "call_number": call_number})).all()


async def claim(
    session: AsyncSession, ori: str, call_number: str, *, now: datetime, until: datetime, limit: int = 100
) -> Sequence[InboxEvent]:
    """Take the waiting events of a call in hand, in order, until a time; nothing if another relay has it."""
    events = (await session.scalars(_OF_CALL_LOCKED, {"ori": ori, "call_number": call_number})).all()
    if any(event.claimed_until and event.claimed_until > now for event in events):
        return []
    for event in events[:limit]:
        event.claimed_until = until
        event.attempts += 1
    return events[:limit]


async def mark_relayed(session: AsyncSession, seqs: Collection[int], *, now: datetime) -> None:
    """Their workflow has them."""
    await _change(session, seqs, relayed_at=now, claimed_until=None, last_error=None)


async def mark_failed(session: AsyncSession, seqs: Collection[int], *, error: str, retry_at: datetime) -> None:
    """Not now; the call is left alone until `retry_at`."""
    await _change(session, seqs, claimed_until=retry_at, last_error=error[:LAST_ERROR_LENGTH])


async def give_up(session: AsyncSession, seq: int, *, error: str, now: datetime) -> None:
    """Never; later events of the call go on."""
    await _change(session, [seq], given_up_at=now, claimed_until=None, last_error=error[:LAST_ERROR_LENGTH])


async def _change(session: AsyncSession, seqs: Collection[int], **values: datetime | str | None) -> None:
    if seqs:
        await session.execute(update(InboxEvent).where(col(InboxEvent.seq).in_(seqs)).values(**values))
