"""What an extract reads of an agency: portion by portion, each by an index, so that no statement takes long.

Addresses are read as hashes, to count further calls of the same callers; they go no further than that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.types import UtcDateTime
from db.tables import (
    Agency,
    Call,
    Consent,
    InboundReply,
    OutboundMessage,
    Person,
    PolicyVersion,
    StaffTask,
    TimelineEntry,
)
from domain.deadlines import DeadlineKind
from domain.delivery import WITH_PROVIDER
from domain.messages import MessageKey
from domain.task_kinds import TaskKind

Rows = Sequence[Any]

_ACCEPTED = or_(
    col(OutboundMessage.provider_message_id).is_not(None),
    col(OutboundMessage.status).in_([status.value for status in WITH_PROVIDER]),
).label("accepted")


async def count_calls(session: AsyncSession, ori: str) -> int:
    """How many calls of the agency there are."""
    return (await session.scalars(select(func.count()).select_from(Call).where(col(Call.ori) == ori))).one()


async def waits(session: AsyncSession, ori: str, limit: int) -> AsyncIterator[Rows]:
    """Portions of calls that no officer began: id, call_number, received_at, arrived_at, ended_at (ISO 8601 texts)."""
    state = col(Call.state)
    wanted = select(
        col(Call.id),
        col(Call.call_number),
        col(Call.received_at),
        state["arrived_at"].as_string().label("arrived_at"),
        state["ended_at"].as_string().label("ended_at"),
    ).where(col(Call.received_at).is_not(None), state["officer_initiated"].as_boolean().is_(False))
    async for portion in _portions_of_calls(session, wanted, ori, limit):
        yield portion


async def calls(session: AsyncSession, ori: str, limit: int) -> AsyncIterator[Rows]:
    """Portions of calls: id, call_number, received_at, created_at, status, state (as JSON), cell."""
    wanted = select(
        col(Call.id),
        col(Call.call_number),
        col(Call.received_at),
        col(Call.created_at),
        col(Call.status),
        col(Call.state),
        col(Call.cell),
    ).where(col(Call.received_at).is_not(None))
    async for portion in _portions_of_calls(session, wanted, ori, limit):
        yield portion


async def people(session: AsyncSession, call_ids: Sequence[str]) -> Rows:
    """The contacts of these calls that belong to them: call_id, roles, phone_hash, email_hash."""
    wanted = select(col(Person.call_id), col(Person.roles), col(Person.phone_hash), col(Person.email_hash))
    return await _all(session, wanted.where(col(Person.call_id).in_(call_ids), col(Person.removed_at).is_(None)))


async def messages(session: AsyncSession, call_ids: Sequence[str]) -> Rows:
    """The messages of these calls, of each call in the order in which they were planned."""
    row = OutboundMessage
    wanted = select(
        col(row.call_id),
        col(row.key),
        col(row.channel),
        col(row.language),
        col(row.status),
        col(row.reason),
        _ACCEPTED,
        col(row.segments),
        col(row.fallback_of).is_not(None).label("stands_in"),
        col(row.planned_at),
        func.coalesce(col(row.sent_at), col(row.sending_at), type_=UtcDateTime()).label("sent_at"),
        col(row.delivered_at),
    ).where(col(row.call_id).in_(call_ids))
    return await _all(session, wanted.order_by(col(row.call_id), col(row.planned_at), col(row.id)))


async def late_lines(session: AsyncSession, call_ids: Sequence[str]) -> Rows:
    """When officers were late at these calls, as timelines have it: call_id, occurred_at, effect."""
    line = TimelineEntry
    wanted = select(col(line.call_id), col(line.occurred_at), col(line.effect)).where(
        col(line.call_id).in_(call_ids),
        col(line.kind) == "deadline",
        col(line.what) == DeadlineKind.OFFICER_DELAYED.value,
    )
    return await _all(session, wanted)


async def replies(session: AsyncSession, ori: str, limit: int) -> AsyncIterator[Rows]:
    """Portions of replies: id, provider, call_id, received_at, intent, answered_with."""
    row = InboundReply
    wanted = select(
        col(row.id),
        col(row.provider),
        col(row.call_id),
        col(row.received_at),
        col(row.intent),
        col(row.answered_with),
    ).where(col(row.ori) == ori)
    async for portion in _portions(session, wanted, col(row.id), limit):
        yield portion


async def consents(session: AsyncSession, ori: str, limit: int) -> AsyncIterator[Rows]:
    """Portions of what people allowed and forbade: id, at, purpose, given, how."""
    row = Consent
    wanted = select(col(row.id), col(row.at), col(row.purpose), col(row.given), col(row.how)).where(col(row.ori) == ori)
    async for portion in _portions(session, wanted, col(row.id), limit):
        yield portion


async def tasks(session: AsyncSession, ori: str, limit: int) -> AsyncIterator[Rows]:
    """Portions of tasks: id, kind, call_id, opened_at, due_at, closed_at, outcome."""
    row = StaffTask
    wanted = select(
        col(row.id),
        col(row.kind),
        col(row.call_id),
        col(row.opened_at),
        col(row.due_at),
        col(row.closed_at),
        col(row.outcome),
    ).where(col(row.ori) == ori)
    async for portion in _portions(session, wanted, col(row.id), limit):
        yield portion


async def answers(session: AsyncSession, call_ids: Sequence[str]) -> Rows:
    """What detectives wrote to the victims of these calls: call_id, planned_at."""
    row = OutboundMessage
    wanted = select(col(row.call_id), col(row.planned_at)).where(
        col(row.call_id).in_(call_ids), col(row.key) == MessageKey.DETECTIVE_MESSAGE.value
    )
    return await _all(session, wanted)


async def closed_tasks(session: AsyncSession, call_ids: Sequence[str]) -> Rows:
    """Tasks about what people of these calls wrote, that were closed: call_id, closed_at."""
    row = StaffTask
    wanted = select(col(row.call_id), col(row.closed_at)).where(
        col(row.call_id).in_(call_ids),
        col(row.kind).in_([TaskKind.REPLY.value, TaskKind.EMERGENCY_REPLY.value]),
        col(row.closed_at).is_not(None),
    )
    return await _all(session, wanted)


async def policies(session: AsyncSession, agency: Agency) -> Rows:
    """The policies put in force, the oldest first: in_force_at, text. None of an agency that kept its first one."""
    row = PolicyVersion
    wanted = select(col(row.in_force_at), col(row.text)).where(col(row.ori) == agency.ori).order_by(col(row.number))
    return await _all(session, wanted)


async def _portions_of_calls(session: AsyncSession, wanted: Any, ori: str, limit: int) -> AsyncIterator[Rows]:
    async for portion in _portions(session, wanted.where(col(Call.ori) == ori), col(Call.call_number), limit):
        yield portion


async def _portions(session: AsyncSession, wanted: Any, key: Any, limit: int) -> AsyncIterator[Rows]:
    """In the order of a unique column, so that the next portion begins where the last one ended."""
    wanted = wanted.order_by(key).limit(limit)
    portion = await _all(session, wanted)
    while portion:
        yield portion
        if len(portion) < limit:
            return
        portion = await _all(session, wanted.where(key > getattr(portion[-1], key.key)))


async def _all(session: AsyncSession, wanted: Any) -> Rows:
    found: Rows = (await session.execute(wanted)).all()
    return found
