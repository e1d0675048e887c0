"""The durable inbox: events are stored once, claimed by one relay at a time, and relayed in order per call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Integer, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Call, InboxEvent
from domain.events import CallEvent
from domain.wakes import WakeUp

_UNIQUE = ("ori", "source", "event_id")
LAST_ERROR_LENGTH = 500
FROM_HISTORY = "from a history"
"""Content hash of an event that a restore brought back from a history: what was sent besides is not known."""

_WAITING = and_(col(InboxEvent.relayed_at).is_(None), col(InboxEvent.given_up_at).is_(None))
_FROM_HISTORY_ALONE = and_(_WAITING, col(InboxEvent.content_hash) == FROM_HISTORY)
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
_BY_CALL = (col(InboxEvent.ori) == bindparam("ori"), col(InboxEvent.call_number) == bindparam("call_number"))
_OF_CALL = select(InboxEvent).where(*_BY_CALL).order_by(col(InboxEvent.seq))
_WAITING_LOCKED = _OF_CALL.where(_WAITING).with_for_update().execution_options(populate_existing=True)
_NOT_GIVEN_UP = _OF_CALL.where(
    col(InboxEvent.given_up_at).is_(None), col(InboxEvent.type).not_in(bindparam("besides", expanding=True))
)
_KNOWN = select(InboxEvent).where(*(col(getattr(InboxEvent, name)) == bindparam(name) for name in _UNIQUE))
_CONTENTS = select(col(InboxEvent.event_id), col(InboxEvent.content_hash)).where(
    col(InboxEvent.ori) == bindparam("ori"),
    col(InboxEvent.source) == bindparam("source"),
    col(InboxEvent.event_id).in_(bindparam("ids", expanding=True)),
)
_BACKLOG = select(
    func.count().filter(_WAITING),
    func.count().filter(col(InboxEvent.given_up_at).is_not(None)),
    func.min(col(InboxEvent.recorded_at)).filter(_WAITING),
).where(col(InboxEvent.relayed_at).is_(None))


class Stored(StrEnum):
    """What became of an event that came in."""

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    """The same source and id came before with other content."""
    AFTER_RESTORE = "after_restore"
    """It was known from a history alone, without its people: now it came as it was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCall:
    """A call that has events to relay."""

    ori: str
    call_number: str


async def store(session: AsyncSession, event: InboxEvent, *, same: Collection[str] = ()) -> Stored:
    """Keep an event. Lock its call first (`calls.get_or_create`): then `seq` is the order of its events.

    `same`: what else its content may have been hashed to.
    """
    if await insert_if_new(session, event):
        return Stored.NEW
    known = await get(session, event.ori, event.source, event.event_id)
    if known is not None and known.content_hash == FROM_HISTORY:
        known.content_hash, known.claimed_until = event.content_hash, None
        return Stored.AFTER_RESTORE
    return Stored.REPEAT if known and known.content_hash in {event.content_hash, *same} else Stored.CONFLICT


async def get(session: AsyncSession, ori: str, source: str, event_id: str) -> InboxEvent | None:
    """What a source sent under this id, if it did."""
    return (await session.scalars(_KNOWN, {"ori": ori, "source": source, "event_id": event_id})).one_or_none()


async def contents(session: AsyncSession, ori: str, events: Iterable[CallEvent]) -> dict[tuple[str, str], str]:
    """By source and id: the content hash of those of these events that are known."""
    ids: dict[str, set[str]] = {}
    for event in events:
        ids.setdefault(event.source, set()).add(event.id)
    known: dict[tuple[str, str], str] = {}
    for source, wanted in ids.items():
        found = await session.execute(_CONTENTS, {"ori": ori, "source": source, "ids": sorted(wanted)})
        known |= {(source, row[0]): row[1] for row in found}
    return known


async def accepted_of_call(
    session: AsyncSession, ori: str, call_number: str, *, besides: Collection[str]
) -> Sequence[InboxEvent]:
    """Every event of a call that its workflow has or will have, in order; `besides`: types to leave out."""
    asked = {"ori": ori, "call_number": call_number, "besides": list(besides)}
    return (await session.scalars(_NOT_GIVEN_UP, asked)).all()


async def backlog(session: AsyncSession, call: Call | None = None) -> tuple[int, int, datetime | None]:
    """How many events wait, how many were given up, and since when the oldest waits: of one call, or of all."""
    of_call = {"ori": call.ori, "call_number": call.call_number} if call else {}
    found = await session.execute(_BACKLOG.where(*_BY_CALL) if call else _BACKLOG, of_call)
    waiting, given_up, oldest = found.one()
    return waiting, given_up, oldest


async def wake(session: AsyncSession, call: Call, why: WakeUp, *, now: datetime) -> Stored:
    """Have the call's workflow look again, for a reason that is no event of the call."""
    line = InboxEvent(
        ori=call.ori,
        source=why.source,
        event_id=why.key,
        content_hash=why.content_hash,
        call_number=call.call_number,
        type=why.signal,
        facts=dict(why.facts),
        occurred_at=why.happened_at or now,
        recorded_at=now,
    )
    return await store(session, line)


async def waiting_calls(session: AsyncSession, *, now: datetime, limit: int = 100) -> list[WaitingCall]:
    """Calls with events to relay that no relay has in hand: of each agency in turn the longest waiting."""
    found = await session.execute(_WAITING_CALLS, {"now": now, "limit": limit})
    return [WaitingCall(ori=row[0], call_number=row[1]) for row in found]


async def claim(
    session: AsyncSession, ori: str, call_number: str, *, now: datetime, until: datetime, limit: int = 100
) -> Sequence[InboxEvent]:
    """Take the waiting events of a call in hand, in order, until a time; nothing if another relay has it."""
    events = (await session.scalars(_WAITING_LOCKED, {"ori": ori, "call_number": call_number})).all()
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


async def bring_back(session: AsyncSession, event: InboxEvent) -> None:
    """Store an event that only a history knew; one that is there is relayed again."""
    event.content_hash = FROM_HISTORY
    if not await insert_if_new(session, event):
        known = await get(session, event.ori, event.source, event.event_id)
        await relay_again(session, [known.seq] if known and known.seq is not None else [])


async def relay_again(session: AsyncSession, seqs: Collection[int]) -> None:
    """The workflow that had them is gone, or never heard of them."""
    await _change(session, seqs, relayed_at=None, claimed_until=None)


async def await_the_feed(session: AsyncSession, ori: str, call_number: str, *, until: datetime) -> None:
    """What only a history knew of a call is not relayed before the feed brings it with its people, or until then."""
    waits = update(InboxEvent).where(
        col(InboxEvent.ori) == ori, col(InboxEvent.call_number) == call_number, _FROM_HISTORY_ALONE
    )
    await session.execute(waits.values(claimed_until=until).execution_options(synchronize_session=False))


async def await_no_feed(session: AsyncSession) -> None:
    """The feeds have brought what they had: the rest is relayed as the histories have it."""
    waits = update(InboxEvent).where(_FROM_HISTORY_ALONE)
    await session.execute(waits.values(claimed_until=None).execution_options(synchronize_session=False))


async def leave_alone(session: AsyncSession, ori: str, call_number: str, *, until: datetime | None) -> None:
    """No relay takes what waits of a call until then; None: from now on one may."""
    waits = update(InboxEvent).where(col(InboxEvent.ori) == ori, col(InboxEvent.call_number) == call_number, _WAITING)
    await session.execute(waits.values(claimed_until=until).execution_options(synchronize_session=False))


async def _change(session: AsyncSession, seqs: Collection[int], **values: datetime | str | None) -> None:
    if seqs:
        await session.execute(update(InboxEvent).where(col(InboxEvent.seq).in_(seqs)).values(**values))
