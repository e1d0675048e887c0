"""What a supervisor looks at each day: calls by status, what is late, no one's, not sent or held, and thanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import BrakeEntry, Call, CaseAssignment, InboundReply, OutboundMessage, StaffAccount, SurveyRelease
from domain.call_state import CallStatus
from domain.delivery import WITH_PROVIDER
from domain.mass_news import BrakeDecision
from domain.messages import KEY_RULES, MessageKey
from domain.replies.intents import Intent

MOST_COUNTED = 1000
"""A count goes no further: a page says "1,000 and more"."""
HELD_SHOWN = 5
"""Calls of each held message, to look at before it is let go."""

_CASE_STATUSES = (
    CallStatus.ASSIGNED.value,
    CallStatus.ARREST.value,
    CallStatus.CHARGED.value,
    CallStatus.REOPENED.value,
)
_RESPONSE_STATUSES = tuple(
    status.value
    for status in CallStatus
    if status.value not in _CASE_STATUSES
    and status not in (CallStatus.CLOSED, CallStatus.SUSPENDED, CallStatus.MERGED, CallStatus.CANCELLED)
)
_OPEN_CASE = or_(
    col(Call.status).in_(_CASE_STATUSES),
    and_(col(Call.status).in_(_RESPONSE_STATUSES), col(Call.case_number).is_not(None)),
)
"""Every status is named, so that the index on agency and status can be used."""
_VICTIMS_HEAR = [key.value for key in MessageKey if KEY_RULES[key].victims_only]
_NOT_SENT = text("messages.status IN ('permanent_failure', 'withheld')")
"""In the words of the index `ix_messages_not_sent`: neither database finds it by a parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCall:
    """A call in a list: `incident_type` is CAD's code, `owner` the badge of the detective who has the case."""

    id: str
    call_number: str
    case_number: str | None
    status: str
    received_at: datetime | None
    incident_type: str | None
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCase:
    """An open case, when its victims were last told something, else when it came in, and when it last changed."""

    call: DayCall
    told_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSentCount:
    """How many messages ended so, for this reason; `status` is withheld or permanent_failure."""

    status: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """What the brake holds of one message, since when, and a few of its calls: id -> number."""

    key: str
    count: int
    first_at: datetime
    examples: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part of a list."""

    skip: int = 0
    most: int


_COLUMNS = (
    col(Call.id),
    col(Call.call_number),
    col(Call.case_number),
    col(Call.status),
    col(Call.received_at),
    col(Call.state)["incident_type"].as_string(),
    col(StaffAccount.badge),
)


async def counts_by_status(session: AsyncSession, ori: str, since: datetime) -> Mapping[str, int]:
    """Of the calls received since then."""
    received = (col(Call.ori) == ori, col(Call.received_at) >= since)
    found = await session.execute(select(col(Call.status), func.count()).where(*received).group_by(col(Call.status)))
    return {row[0]: row[1] for row in found}


async def received_since(session: AsyncSession, ori: str, since: datetime, cut: Cut) -> Sequence[DayCall]:
    """The newest first."""
    return await _calls(session, ori, cut, col(Call.received_at) >= since)


async def delayed(session: AsyncSession, ori: str, since: datetime, cut: Cut) -> Sequence[DayCall]:
    """Calls received since then whose caller still waits longer than the policy says, the newest first."""
    is_delayed = col(Call.status) == CallStatus.DELAYED.value
    return await _calls(session, ori, cut, is_delayed, col(Call.received_at) >= since)


async def unassigned(session: AsyncSession, ori: str, since: datetime, cut: Cut) -> Sequence[DayCall]:
    """Open cases of calls received since then that no detective has, the newest first."""
    return await _calls(session, ori, cut, *_unassigned(since))


async def count_unassigned(session: AsyncSession, ori: str, since: datetime) -> int:
    """How many there are, `MOST_COUNTED` at most."""
    found = select(col(Call.id)).outerjoin(CaseAssignment, col(CaseAssignment.call_id) == col(Call.id))
    theirs = found.where(col(Call.ori) == ori, *_unassigned(since)).limit(MOST_COUNTED)
    return (await session.execute(select(func.count()).select_from(theirs.subquery()))).scalar_one()


async def told_before(session: AsyncSession, ori: str, before: datetime, *, most: int) -> Sequence[WaitingCase]:
    """Cases under investigation whose victims last heard something before then, those who waited longest first."""
    began = func.coalesce(Call.received_at, Call.created_at)
    # Found once for each case, and only for those that could be meant, before they are put in order.
    told = (
        select(col(Call.id).label("id"), func.coalesce(_last_told(), began).label("at"))
        .where(col(Call.ori) == ori, col(Call.status).in_(_CASE_STATUSES), began <= before)
        .cte("told")
        .prefix_with("MATERIALIZED")
    )
    changed = col(Call.state)["case_status_at"].as_string()
    wanted = (
        _listed(ori, told.c.at, changed)
        .join(told, told.c.id == col(Call.id))
        .where(told.c.at <= before)
        .order_by(told.c.at, col(Call.id))
        .limit(most)
    )
    rows = (await session.execute(wanted)).all()
    return [
        WaitingCase(call=_one(row), told_at=row[-2], changed_at=datetime.fromisoformat(row[-1]) if row[-1] else None)
        for row in rows
    ]


async def not_sent(session: AsyncSession, ori: str, since: datetime) -> Sequence[NotSentCount]:
    """Messages that were withheld, or failed for good, since then: by reason, the most first."""
    status, reason = col(OutboundMessage.status), col(OutboundMessage.reason)
    wanted = (
        select(status, reason, func.count().label("n"))
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .where(_NOT_SENT, col(OutboundMessage.updated_at) >= since, col(Call.ori) == ori)
        .group_by(status, reason)
        .order_by(text("n DESC"), reason)
    )
    return [NotSentCount(status=row[0], reason=row[1], count=row[2]) for row in await session.execute(wanted)]


async def held_with_examples(session: AsyncSession, ori: str) -> Sequence[HeldKey]:
    """What the brake holds, by message, what began first first."""
    key, at = col(BrakeEntry.key), col(BrakeEntry.at)
    numbered = (
        select(
            key.label("key"),
            at.label("at"),
            col(OutboundMessage.call_id).label("call_id"),
            func.row_number().over(partition_by=key, order_by=(at, col(BrakeEntry.message_id))).label("n"),
            func.count().over(partition_by=key).label("count"),
        )
        .join(OutboundMessage, col(OutboundMessage.id) == col(BrakeEntry.message_id))
        .where(col(BrakeEntry.ori) == ori, col(BrakeEntry.decision) == BrakeDecision.HELD.value)
        .subquery("held")
    )
    wanted = (
        select(numbered.c.key, numbered.c.at, numbered.c["count"], col(Call.id), col(Call.call_number))
        .join(Call, col(Call.id) == numbered.c.call_id)
        .where(numbered.c.n <= HELD_SHOWN)
        .order_by(numbered.c.at, numbered.c.key)
    )
    found: dict[str, list[Any]] = {}
    for row in await session.execute(wanted):
        found.setdefault(row[0], []).append(row)
    return [
        HeldKey(key=key, count=rows[0][2], first_at=rows[0][1], examples={row[3]: row[4] for row in rows})
        for key, rows in found.items()
    ]


async def thanks(session: AsyncSession, ori: str, since: datetime, *, most: int) -> Sequence[tuple[InboundReply, str]]:
    """Replies that said thanks, with the number of their call, the newest first."""
    wanted = (
        select(InboundReply, col(Call.call_number))
        .join(Call, col(Call.id) == col(InboundReply.call_id))
        .where(
            col(InboundReply.ori) == ori,
            col(InboundReply.intent) == Intent.THANKS.value,
            col(InboundReply.received_at) >= since,
            col(InboundReply.body_sealed).is_not(None),
        )
        .order_by(col(InboundReply.received_at).desc(), col(InboundReply.id))
        .limit(most)
    )
    return [(row[0], row[1]) for row in await session.execute(wanted)]


async def last_release(session: AsyncSession, ori: str) -> SurveyRelease | None:
    """The newest survey results that were released."""
    newest = select(SurveyRelease).where(col(SurveyRelease.ori) == ori).order_by(col(SurveyRelease.ends_at).desc())
    return (await session.scalars(newest.limit(1))).one_or_none()


def _unassigned(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (_OPEN_CASE, col(Call.received_at) >= since, col(CaseAssignment.call_id).is_(None))


async def _calls(session: AsyncSession, ori: str, cut: Cut, *which: ColumnElement[bool]) -> Sequence[DayCall]:
    newest = (col(Call.received_at).desc(), col(Call.id))
    wanted = _listed(ori).where(*which).order_by(*newest).offset(cut.skip).limit(cut.most)
    return [_one(row) for row in await session.execute(wanted)]


def _listed(ori: str, *besides: ColumnElement[Any]) -> Any:
    return (
        select(*_COLUMNS, *besides)
        .outerjoin(CaseAssignment, col(CaseAssignment.call_id) == col(Call.id))
        .outerjoin(StaffAccount, col(StaffAccount.id) == col(CaseAssignment.account_id))
        .where(col(Call.ori) == ori)
    )


def _one(row: Any) -> DayCall:
    return DayCall(
        id=row[0],
        call_number=row[1],
        case_number=row[2],
        status=row[3],
        received_at=row[4],
        incident_type=row[5],
        owner=row[6],
    )


def _last_told() -> ColumnElement[datetime | None]:
    """When the last message about the case left for one of its victims."""
    return (
        select(func.max(col(OutboundMessage.sent_at)))
        .where(
            col(OutboundMessage.call_id) == col(Call.id),
            col(OutboundMessage.status).in_([status.value for status in WITH_PROVIDER]),
            col(OutboundMessage.key).in_(_VICTIMS_HEAR),
        )
        .correlate(Call)
        .scalar_subquery()
    )
