"""The durable inbox: what comes in is stored once, and kept. `inbox_claims`: how it is relayed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.direct import Direct
from db.queries.insert_if_new import insert_if_new
from db.tables import Call, InboxEvent
from domain.events import CallEvent
from domain.wakes import WakeUp

_UNIQUE = ("ori", "source", "event_id")
FROM_HISTORY = "from a history"
"""Content hash of an event that a restore brought back from a history: what was sent besides is not known."""

WAITING = and_(col(InboxEvent.relayed_at).is_(None), col(InboxEvent.given_up_at).is_(None))
_FROM_HISTORY_ALONE = and_(WAITING, col(InboxEvent.content_hash) == FROM_HISTORY)
_BY_CALL = (col(InboxEvent.ori) == bindparam("ori"), col(InboxEvent.call_number) == bindparam("call_number"))
_OF_CALL = select(InboxEvent).where(*_BY_CALL).order_by(col(InboxEvent.seq))
_NOT_GIVEN_UP = _OF_CALL.where(
    col(InboxEvent.given_up_at).is_(None), col(InboxEvent.type).not_in(bindparam("besides", expanding=True))
)
_KNOWN = select(InboxEvent).where(*(col(getattr(InboxEvent, name)) == bindparam(name) for name in _UNIQUE))
_CONTENTS = Direct(
    select(col(InboxEvent.event_id), col(InboxEvent.content_hash)).where(
        col(InboxEvent.ori) == bindparam("ori"),
        col(InboxEvent.source) == bindparam("source"),
        col(InboxEvent.event_id).in_(bindparam("ids", expanding=True)),
    )
)
_BACKLOG = select(
    func.count().filter(WAITING),
    func.count().filter(col(InboxEvent.given_up_at).is_not(None)),
    func.min(col(InboxEvent.recorded_at)).filter(WAITING),
).where(col(InboxEvent.relayed_at).is_(None))


class Stored(StrEnum):
    """What became of an event that came in."""

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    """The same source and id came before with other content."""
    AFTER_RESTORE = "after_restore"
    """It was known from a history alone, without its people: now it came as it was sent."""


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
        found = await _CONTENTS.rows(session, {"ori": ori, "source": source, "ids": sorted(wanted)})
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


async def bring_back(session: AsyncSession, event: InboxEvent) -> None:
    """Store an event that only a history knew; one that is there is relayed again."""
    event.content_hash = FROM_HISTORY
    if not await insert_if_new(session, event):
        known = await get(session, event.ori, event.source, event.event_id)
        await relay_again(session, [known.seq] if known and known.seq is not None else [])


async def relay_again(session: AsyncSession, seqs: Collection[int]) -> None:
    """The workflow that had them is gone, or never heard of them."""
    if seqs:
        again = update(InboxEvent).where(col(InboxEvent.seq).in_(seqs))
        await session.execute(again.values(relayed_at=None, claimed_until=None))


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
    waits = update(InboxEvent).where(col(InboxEvent.ori) == ori, col(InboxEvent.call_number) == call_number, WAITING)
    await session.execute(waits.values(claimed_until=until).execution_options(synchronize_session=False))
