"""What retention finds and removes, by kind of record: of one call at a time, counted the same way before and after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.contact_refs import not_erased
from db.queries import audit_records, erasure
from db.tables import (
    BrakeEntry,
    Call,
    CaseAssignment,
    DeliveryReceipt,
    HeldChange,
    InboundReply,
    InboxEvent,
    OutboundMessage,
    Person,
    PhoneLine,
    StaffTask,
    SurveyInvitation,
    TimelineEntry,
)
from domain.call_state import CallStatus
from domain.delivery import TO_BE_SENT
from domain.retention import MAY_BE_OVER, RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Rows of a table that still hold something of a kind: how they belong to a call, and what makes them hold it."""

    table: Any
    of_call: ColumnElement[bool]
    holds: ColumnElement[bool]
    emptied: dict[str, None] | None = None
    """The columns that go; None: the whole row does."""


def _of_call(table: Any) -> ColumnElement[bool]:
    return col(table.call_id) == col(Call.id)


_EVENT_OF_CALL = and_(col(InboxEvent.ori) == col(Call.ori), col(InboxEvent.call_number) == col(Call.call_number))
_WORDS_OF_MESSAGE = or_(col(OutboundMessage.note_sealed).is_not(None), col(OutboundMessage.content_sealed).is_not(None))
_KEPT: dict[RecordKind, _Kept] = {
    RecordKind.MESSAGES: _Kept(
        table=OutboundMessage,
        of_call=_of_call(OutboundMessage),
        holds=_WORDS_OF_MESSAGE,
        emptied={"note_sealed": None, "content_sealed": None},
    ),
    RecordKind.REPLIES: _Kept(
        table=InboundReply,
        of_call=_of_call(InboundReply),
        holds=col(InboundReply.body_sealed).is_not(None),
        emptied={"body_sealed": None},
    ),
    RecordKind.SURVEYS: _Kept(
        table=SurveyInvitation,
        of_call=_of_call(SurveyInvitation),
        holds=col(SurveyInvitation.comment_sealed).is_not(None),
        emptied={"comment_sealed": None},
    ),
    RecordKind.PEOPLE: _Kept(table=Person, of_call=_of_call(Person), holds=not_erased()),
    RecordKind.TIMELINE: _Kept(
        table=TimelineEntry, of_call=_of_call(TimelineEntry), holds=col(TimelineEntry.id).is_not(None)
    ),
    RecordKind.EVENTS: _Kept(table=InboxEvent, of_call=_EVENT_OF_CALL, holds=col(InboxEvent.seq).is_not(None)),
    RecordKind.CALLS: _Kept(table=Call, of_call=col(Call.id).is_not(None), holds=col(Call.id).is_not(None)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Calls of an agency that may be over and still hold something of these kinds: all, the duplicates, the others."""

    ori: str
    kinds: Collection[RecordKind]
    duplicates: bool | None = None

    def where(self) -> ColumnElement[bool]:
        """Of calls: these."""
        over, merged = {status.value for status in MAY_BE_OVER}, {CallStatus.MERGED.value}
        statuses = over if self.duplicates is None else merged if self.duplicates else over - merged
        holds = [exists().where(_KEPT[kind].of_call, _KEPT[kind].holds) for kind in self.kinds]
        something = col(Call.id).is_not(None) if RecordKind.CALLS in self.kinds else or_(*holds)
        return and_(col(Call.ori) == self.ori, col(Call.status).in_(statuses), something)


async def candidates(session: AsyncSession, wanted: Wanted, *, after: str, limit: int) -> Sequence[str]:
    """Their ids, in order."""
    found = select(col(Call.id)).where(wanted.where(), col(Call.id) > after)
    return (await session.scalars(found.order_by(col(Call.id)).limit(limit))).all()


async def count_candidates(session: AsyncSession, wanted: Wanted) -> int:
    """How many there are."""
    return (await session.scalars(select(func.count()).select_from(Call).where(wanted.where()))).one()


async def count_open(session: AsyncSession, ori: str) -> tuple[int, datetime | None]:
    """How many calls of an agency are open, and since when we know the oldest of them."""
    still = (col(Call.ori) == ori, col(Call.status).not_in([status.value for status in MAY_BE_OVER]))
    found = (await session.execute(select(func.count(), func.min(col(Call.created_at))).where(*still))).one()
    return found[0], found[1]


async def count_kept(session: AsyncSession, ori: str, kind: RecordKind) -> int:
    """How many rows of an agency's calls hold something of this kind, whatever their age."""
    kept = _KEPT[kind]
    wanted = select(func.count()).select_from(kept.table).where(kept.holds)
    if kind is RecordKind.CALLS:
        return (await session.scalars(wanted.where(col(Call.ori) == ori))).one()
    return (await session.scalars(wanted.where(exists().where(kept.of_call, col(Call.ori) == ori)))).one()


async def count_of_call(session: AsyncSession, call: Call, kind: RecordKind) -> int:
    """How many rows of this call hold something of this kind."""
    kept = _KEPT[kind]
    wanted = select(func.count()).select_from(kept.table).where(_only(kept, call), kept.holds)
    return (await session.scalars(wanted)).one()


async def is_busy(session: AsyncSession, call: Call) -> bool:
    """True while a message of the call is to be sent, or an event of it to be relayed."""
    unsent = col(OutboundMessage.status).in_([status.value for status in TO_BE_SENT])
    waiting = and_(col(InboxEvent.relayed_at).is_(None), col(InboxEvent.given_up_at).is_(None))
    for table, found in ((OutboundMessage, unsent), (InboxEvent, waiting)):
        of_call = _EVENT_OF_CALL if table is InboxEvent else _of_call(OutboundMessage)
        wanted = select(func.count()).select_from(table).where(found, exists().where(of_call, col(Call.id) == call.id))
        if (await session.scalars(wanted)).one():
            return True
    return False


async def remove(session: AsyncSession, call: Call, kind: RecordKind, *, now: datetime) -> None:
    """Remove what the call holds of this kind, irrecoverably. The call is locked."""
    if kind is RecordKind.PEOPLE:
        await _forget_people(session, call, now=now)
    elif kind is RecordKind.CALLS:
        await _delete_call(session, call, now=now)
    else:
        await _empty(session, _KEPT[kind], call)
        if kind is RecordKind.MESSAGES:
            await audit_records.destroy_salts_of_messages(session, call.id)


async def _empty(session: AsyncSession, kept: _Kept, call: Call) -> None:
    only = _only(kept, call)
    statement = delete(kept.table).where(only)
    if kept.emptied is not None:
        statement = update(kept.table).where(only).values(**kept.emptied)  # type: ignore[assignment]  # either
    await session.execute(statement.execution_options(synchronize_session=False))


async def _forget_people(session: AsyncSession, call: Call, *, now: datetime) -> None:
    of_call = (col(Person.call_id) == call.id, not_erased())
    for contact_id in (await session.scalars(select(col(Person.id)).where(*of_call))).all():
        await erasure.erase(session, contact_id, now=now)


_OF_A_CALL = (
    OutboundMessage,
    InboundReply,
    SurveyInvitation,
    TimelineEntry,
    Person,
    CaseAssignment,
    HeldChange,
)


async def _delete_call(session: AsyncSession, call: Call, *, now: datetime) -> None:
    """With all that belongs to it. Open tasks stay, for staff to close; closed ones go."""
    await _forget_people(session, call, now=now)
    messages = select(col(OutboundMessage.id)).where(col(OutboundMessage.call_id) == call.id)
    of_call = col(StaffTask.call_id) == call.id
    statements = [
        delete(DeliveryReceipt).where(col(DeliveryReceipt.message_id).in_(messages)),
        delete(BrakeEntry).where(col(BrakeEntry.message_id).in_(messages)),
        *(delete(table).where(col(table.call_id) == call.id) for table in _OF_A_CALL),
        delete(InboxEvent).where(_only(_KEPT[RecordKind.EVENTS], call)),
        delete(StaffTask).where(of_call, col(StaffTask.closed_at).is_not(None)),
        update(StaffTask).where(of_call).values(call_id=None),
        delete(Call).where(col(Call.id) == call.id),
    ]
    for statement in statements:
        await session.execute(statement.execution_options(synchronize_session=False))
    session.expunge(call)


def _only(kept: _Kept, call: Call) -> ColumnElement[bool]:
    if kept.table is Call:
        return col(Call.id) == call.id
    if kept.table is InboxEvent:
        return and_(col(InboxEvent.ori) == call.ori, col(InboxEvent.call_number) == call.call_number)
    return col(kept.table.call_id) == call.id


async def count_closed_tasks(session: AsyncSession, ori: str, *, before: datetime | None = None) -> int:
    """Tasks of staff that are closed, or were closed before a time."""
    return await _count(session, StaffTask, _closed(ori, before))


async def delete_closed_tasks(session: AsyncSession, ori: str, *, before: datetime) -> None:
    """Those that were closed before that time."""
    await session.execute(delete(StaffTask).where(_closed(ori, before)))


async def count_stray_replies(session: AsyncSession, ori: str, *, before: datetime | None = None) -> int:
    """Replies that belong to no call, or came before a time."""
    return await _count(session, InboundReply, _stray(ori, before))


async def delete_stray_replies(session: AsyncSession, ori: str, *, before: datetime) -> None:
    """Those that came before that time."""
    await session.execute(delete(InboundReply).where(_stray(ori, before)))


async def count_phone_lines(session: AsyncSession, *, before: datetime | None = None) -> int:
    """What is known of telephone lines, of all agencies together, or was learnt before a time."""
    return await _count(session, PhoneLine, _learnt(before))


async def delete_phone_lines(session: AsyncSession, *, before: datetime) -> None:
    """What was learnt before that time: it is not trusted any more."""
    await session.execute(delete(PhoneLine).where(_learnt(before)))


async def _count(session: AsyncSession, table: Any, found: ColumnElement[bool]) -> int:
    return (await session.scalars(select(func.count()).select_from(table).where(found))).one()


def _closed(ori: str, before: datetime | None) -> ColumnElement[bool]:
    closed = and_(col(StaffTask.ori) == ori, col(StaffTask.closed_at).is_not(None))
    return closed if before is None else and_(closed, col(StaffTask.closed_at) <= before)


def _stray(ori: str, before: datetime | None) -> ColumnElement[bool]:
    stray = and_(col(InboundReply.ori) == ori, col(InboundReply.call_id).is_(None))
    return stray if before is None else and_(stray, col(InboundReply.received_at) <= before)


def _learnt(before: datetime | None) -> ColumnElement[bool]:
    learnt = col(PhoneLine.phone_hash).is_not(None)
    return learnt if before is None else and_(learnt, col(PhoneLine.looked_up_at) <= before)
