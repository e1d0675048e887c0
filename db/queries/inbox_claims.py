"""Who has which waiting events in hand: a call is one relay's at a time, and its events go in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Table, bindparam, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.connection.direct import Direct
from db.queries.inbox import WAITING
from db.tables import InboxEvent

LAST_ERROR_LENGTH = 500
LONGEST_CLAIM = timedelta(minutes=15)
"""A claim for longer was made by a clock that was ahead, and does not hold."""

_INBOX: Table = SQLModel.metadata.tables["inbox"]
_in_hand_until = func.max(col(InboxEvent.claimed_until))
_oldest = func.min(col(InboxEvent.seq))
_turn = func.row_number().over(partition_by=col(InboxEvent.ori), order_by=_oldest)
"""Agencies take turns: thousands of calls of one do not go before the next call of another."""
_WAITING_CALLS = (
    select(col(InboxEvent.ori), col(InboxEvent.call_number))
    .where(WAITING)
    .group_by(col(InboxEvent.ori), col(InboxEvent.call_number))
    .having(
        or_(_in_hand_until.is_(None), _in_hand_until <= bindparam("now"), _in_hand_until > bindparam("longest_claim"))
    )
    .order_by(_turn, _oldest)
    .limit(bindparam("limit", type_=Integer))
)
_LOCKED = (
    select(
        col(InboxEvent.ori),
        col(InboxEvent.call_number),
        col(InboxEvent.seq),
        col(InboxEvent.type),
        col(InboxEvent.facts),
        col(InboxEvent.by),
        col(InboxEvent.attempts),
        col(InboxEvent.claimed_until),
    )
    .where(
        tuple_(col(InboxEvent.ori), col(InboxEvent.call_number)).in_(bindparam("calls", expanding=True)),
        WAITING,
    )
    .order_by(col(InboxEvent.seq))
    .with_for_update()
)
_RELAYED = Direct(
    update(_INBOX)
    .where(_INBOX.c.seq.in_(bindparam("seqs", expanding=True)))
    .values(relayed_at=bindparam("now"), claimed_until=None, last_error=None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCall:
    """A call that has events to relay."""

    ori: str
    call_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEvent:
    """An event that is in hand. `attempts`: how often it was, this time included."""

    seq: int
    type: str
    facts: Mapping[str, Any]
    by: str
    until: datetime
    attempts: int = 1


async def waiting_calls(session: AsyncSession, *, now: datetime, limit: int = 100) -> list[WaitingCall]:
    """Calls with events to relay that no relay has in hand: of each agency in turn the longest waiting."""
    asked = {"now": now, "longest_claim": now + LONGEST_CLAIM, "limit": limit}
    found = await session.execute(_WAITING_CALLS, asked)
    return [WaitingCall(ori=row[0], call_number=row[1]) for row in found]


async def claim(
    session: AsyncSession, calls: Sequence[WaitingCall], *, now: datetime, until: datetime, limit: int = 100
) -> dict[WaitingCall, list[WaitingEvent]]:
    """Take the waiting events of these calls in hand, in order, until a time; not of one that another relay has."""
    asked = {"calls": [(call.ori, call.call_number) for call in calls]}
    found: dict[WaitingCall, list[WaitingEvent]] = {}
    elsewhere: set[WaitingCall] = set()
    for ori, number, seq, type_, facts, by, attempts, claimed_until in await session.execute(_LOCKED, asked):
        call = WaitingCall(ori=ori, call_number=number)
        if claimed_until and now < claimed_until <= now + LONGEST_CLAIM:
            elsewhere.add(call)
        event = WaitingEvent(seq=seq, type=type_, facts=facts, by=by, until=until, attempts=attempts + 1)
        found.setdefault(call, []).append(event)
    ours = {call: found[call][:limit] for call in calls if call in found and call not in elsewhere}
    seqs = [event.seq for events in ours.values() for event in events]
    await _change(session, seqs, claimed_until=until, attempts=_INBOX.c.attempts + 1)
    return ours


async def mark_relayed(session: AsyncSession, seqs: Collection[int], *, now: datetime) -> None:
    """Their workflow has them."""
    if seqs:
        await _RELAYED.changed(session, {"seqs": list(seqs), "now": now})


async def mark_failed(session: AsyncSession, seqs: Collection[int], *, error: str, retry_at: datetime) -> None:
    """Not now; the call is left alone until `retry_at`."""
    await _change(session, seqs, claimed_until=retry_at, last_error=error[:LAST_ERROR_LENGTH])


async def leave(session: AsyncSession, seqs: Collection[int]) -> None:
    """Who had these in hand has not any more: any relay may claim them."""
    await _change(session, seqs, claimed_until=None)


async def give_up(session: AsyncSession, seq: int, *, error: str, now: datetime) -> None:
    """Never; later events of the call go on."""
    await _change(session, [seq], given_up_at=now, claimed_until=None, last_error=error[:LAST_ERROR_LENGTH])


async def _change(session: AsyncSession, seqs: Collection[int], **values: Any) -> None:
    if seqs:
        await session.execute(update(_INBOX).where(_INBOX.c.seq.in_(seqs)).values(**values))
