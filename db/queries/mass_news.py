"""Consequential messages about to leave: how many did lately, how many usually do, and which are held for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, ScalarSelect, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.direct import Direct
from db.queries import named_locks
from db.queries.insert_if_new import insert_if_new
from db.tables import BrakeEntry, Call, OutboundMessage
from domain.mass_news import BrakeDecision

_IN_THE_WINDOW = (
    col(BrakeEntry.ori) == bindparam("ori"),
    col(BrakeEntry.counts).is_(True),
    col(BrakeEntry.at) > bindparam("after"),
    col(BrakeEntry.at) < bindparam("before"),
)


def _counted_up_to(ceiling: str, which: ColumnElement[bool]) -> ScalarSelect[int]:
    """No further than the ceiling: in a mass of thousands each message would count all before it."""
    found = select(col(BrakeEntry.message_id)).where(*_IN_THE_WINDOW, which)
    limited = found.limit(bindparam(ceiling, type_=Integer)).subquery()
    return select(func.count()).select_from(limited).scalar_subquery()


_WEIGHED = Direct(
    select(
        select(col(BrakeEntry.decision))
        .where(col(BrakeEntry.message_id) == bindparam("message_id"))
        .scalar_subquery()
        .label("decision"),
        _counted_up_to("of_key", col(BrakeEntry.key) == bindparam("key")).label("same"),
        _counted_up_to("together", col(BrakeEntry.decision) == BrakeDecision.LET_GO.value).label("all"),
    )
)
_LEFT_IN = (
    # By the agency's own entries: among the messages this would read what every agency of the country sent meanwhile.
    select(col(BrakeEntry.key), func.count())
    .where(
        col(BrakeEntry.ori) == bindparam("ori"),
        col(BrakeEntry.decision).in_([BrakeDecision.LET_GO.value, BrakeDecision.RELEASED.value]),
        col(BrakeEntry.at) >= bindparam("begins"),
        col(BrakeEntry.at) < bindparam("ends"),
    )
    .group_by(col(BrakeEntry.key))
)
_HELD = (col(BrakeEntry.ori) == bindparam("ori"), col(BrakeEntry.decision) == BrakeDecision.HELD.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """How many messages of one key may leave within a stretch of time (ends excluded), and how many of all together."""

    after: datetime
    before: datetime
    of_key: int
    together: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What was decided when a message was first about to leave, None if it never was; and the ceiling that one more
    would exceed, None if it may leave: of its key, let go or held, or of whatever key, let go.
    """

    decision: str | None
    exceeded: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOfKey:
    """What is held of one message key at one agency, since the first and up to the last."""

    ori: str
    key: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMessage:
    """One that is held, and its call."""

    message_id: str
    ori: str
    call_number: str


async def one_at_a_time(session: AsyncSession, ori: str) -> bool:
    """Until this transaction ends no other one counts for this agency: so exactly as many leave as may.

    True if another may have until now: what was counted must be counted again. SQLite lets one transaction write at a
    time.
    """
    return await named_locks.take(session, f"mass_news/{ori}")


async def add_let_go(session: AsyncSession, message: OutboundMessage, ori: str, *, now: datetime) -> None:
    """It leaves; what was decided before stays."""
    entry = BrakeEntry(message_id=message.id, ori=ori, key=message.key, decision=BrakeDecision.LET_GO.value, at=now)
    with session.no_autoflush:  # the message itself is written when it is complete, and once
        await insert_if_new(session, entry)


async def weigh(session: AsyncSession, message: OutboundMessage, ori: str, most: Ceilings) -> Weighed:
    """What there is to know of a message that is about to leave."""
    asked = {"message_id": message.id, "ori": ori, "key": message.key, **asdict(most)}
    [(decision, of_key, together)] = await _WEIGHED.rows(session, asked)
    if of_key >= most.of_key:
        return Weighed(decision=decision, exceeded=most.of_key)
    return Weighed(decision=decision, exceeded=most.together if together >= most.together else None)


async def left_in(session: AsyncSession, ori: str, hours: Iterable[tuple[datetime, datetime]]) -> list[dict[str, int]]:
    """For each stretch of time: consequential key -> how many messages were let go or released then."""
    found = []
    for begins, ends in hours:
        rows = await session.execute(_LEFT_IN, {"ori": ori, "begins": begins, "ends": ends})
        found.append({row[0]: row[1] for row in rows})
    return found


async def held_by_key(session: AsyncSession, ori: str) -> Sequence[HeldOfKey]:
    """What waits for a person at an agency, what began first first."""
    at, key = col(BrakeEntry.at), col(BrakeEntry.key)
    wanted = select(key, func.count(), func.min(at), func.max(at)).where(*_HELD).group_by(key)
    found = await session.execute(wanted.order_by(func.min(at), key), {"ori": ori})
    return [HeldOfKey(ori=ori, key=row[0], count=row[1], first_at=row[2], last_at=row[3]) for row in found]


async def held(
    session: AsyncSession, ori: str, key: str, *, limit: int | None = None, review_id: str = ""
) -> Sequence[HeldMessage]:
    """The messages of a key that are held, in the order in which they wanted to leave; or those of one review."""
    of_review = (col(BrakeEntry.review_id) == review_id,) if review_id else ()
    wanted = (
        select(col(BrakeEntry.message_id), col(Call.call_number))
        .join(OutboundMessage, col(OutboundMessage.id) == col(BrakeEntry.message_id))
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .where(*_HELD, col(BrakeEntry.key) == key, *of_review)
        .order_by(col(BrakeEntry.at), col(OutboundMessage.planned_at), col(BrakeEntry.message_id))
        .limit(limit)
    )
    found = await session.execute(wanted, {"ori": ori})
    return [HeldMessage(message_id=row[0], ori=ori, call_number=row[1]) for row in found]


async def mark_for_review(session: AsyncSession, ori: str, key: str, review_id: str) -> int:
    """What is held of a key at this moment is what the review is about; how many."""
    is_held = (col(BrakeEntry.ori) == ori, col(BrakeEntry.key) == key, col(BrakeEntry.decision) == BrakeDecision.HELD)
    marked = update(BrakeEntry).where(*is_held).values(review_id=review_id).returning(col(BrakeEntry.message_id))
    return len((await session.execute(marked)).all())


async def settled_by_review(session: AsyncSession, review_id: str) -> int:
    """How many messages of a review are released or dropped by now."""
    wanted = select(func.count()).where(
        col(BrakeEntry.review_id) == review_id, col(BrakeEntry.decision) != BrakeDecision.HELD.value
    )
    return (await session.execute(wanted)).scalar_one()


async def begin_anew(session: AsyncSession, ori: str, key: str) -> None:
    """What came before fills no window any more."""
    before = (col(BrakeEntry.ori) == ori, col(BrakeEntry.key) == key, col(BrakeEntry.counts).is_(True))
    await session.execute(update(BrakeEntry).where(*before).values(counts=False))


async def count_held(session: AsyncSession, ori: str, key: str) -> int:
    """How many of a key are held."""
    wanted = select(func.count()).where(*_HELD, col(BrakeEntry.key) == key)
    return int((await session.execute(wanted, {"ori": ori})).scalar_one())


async def settle(session: AsyncSession, message_id: str, decision: BrakeDecision, *, by: str, now: datetime) -> None:
    """What a person decided about a message that was held."""
    entry = col(BrakeEntry.message_id) == message_id
    await session.execute(
        update(BrakeEntry).where(entry).values(decision=decision.value, settled_at=now, settled_by=by)
    )
