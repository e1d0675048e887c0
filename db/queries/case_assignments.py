"""Whose case a call is, what each detective's cases wait for, and when their victims last heard something."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, CaseAssignment, OutboundMessage, StaffAccount, StaffTask
from domain.call_state import CallStatus
from domain.delivery import WITH_PROVIDER
from domain.messages import KEY_RULES, MessageKey
from domain.task_kinds import TaskKind

VICTIMS_HEAR = [key.value for key in MessageKey if KEY_RULES[key].victims_only]
"""What goes to victims alone, and tells of the case."""

_NO_CLOCK = (CallStatus.CLOSED.value, CallStatus.SUSPENDED.value, CallStatus.MERGED.value)
_EMERGENCY_FIRST = case((col(StaffTask.kind) == TaskKind.EMERGENCY_REPLY.value, 0), else_=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """A call, since when it is this detective's, and when its victims were last sent something."""

    call: Call
    assigned_at: datetime
    last_told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """A call of the agency, and the account that has it, if any has."""

    call: Call
    owner: StaffAccount | None


def last_told() -> ColumnElement[datetime | None]:
    """Of a call in the same statement: when the last message about the case left for a victim."""
    return (
        select(func.max(col(OutboundMessage.sent_at)))
        .where(
            col(OutboundMessage.call_id) == col(Call.id),
            col(OutboundMessage.status).in_([status.value for status in WITH_PROVIDER]),
            col(OutboundMessage.key).in_(VICTIMS_HEAR),
        )
        .correlate(Call)
        .scalar_subquery()
    )


async def cases_of(session: AsyncSession, ori: str, account_id: str, *, is_open: bool, limit: int) -> Sequence[OwnCase]:
    """The cases of an account that still have a clock, whose victims waited longest first; or those that have none."""
    told = last_told()
    has_clock = col(Call.status).not_in(_NO_CLOCK)
    wanted = (
        select(Call, col(CaseAssignment.assigned_at), told)
        .join(CaseAssignment, col(CaseAssignment.call_id) == col(Call.id))
        .where(col(Call.ori) == ori, col(CaseAssignment.account_id) == account_id, has_clock if is_open else ~has_clock)
        .order_by(func.coalesce(told, Call.received_at, Call.created_at), col(Call.id))
        .limit(limit)
    )
    rows = (await session.execute(wanted)).all()
    return [OwnCase(call=call, assigned_at=since, last_told_at=last) for call, since, last in rows]


async def waiting_for(
    session: AsyncSession, ori: str, account_id: str, kinds: Collection[TaskKind], *, limit: int
) -> Sequence[tuple[StaffTask, Call]]:
    """Open tasks of these kinds in the cases of an account: what is about a life first, then the oldest."""
    wanted = (
        select(StaffTask, Call)
        .join(Call, col(Call.id) == col(StaffTask.call_id))
        .join(CaseAssignment, col(CaseAssignment.call_id) == col(Call.id))
        .where(
            col(StaffTask.ori) == ori,
            col(StaffTask.closed_at).is_(None),
            col(StaffTask.kind).in_([kind.value for kind in kinds]),
            col(CaseAssignment.account_id) == account_id,
        )
        .order_by(_EMERGENCY_FIRST, col(StaffTask.opened_at), col(StaffTask.id))
        .limit(limit)
    )
    return [(task, call) for task, call in (await session.execute(wanted)).all()]


_FIND = (
    select(Call, StaffAccount)
    .outerjoin(CaseAssignment, col(CaseAssignment.call_id) == col(Call.id))
    .outerjoin(StaffAccount, col(StaffAccount.id) == col(CaseAssignment.account_id))
    .where(and_(col(Call.id) == bindparam("call_id"), col(Call.ori) == bindparam("ori")))
)


async def find(session: AsyncSession, ori: str, call_id: str, *, lock: bool = False) -> FoundCase | None:
    """A call of the agency by its opaque id, with whose case it is; `lock`: held until the transaction ends."""
    wanted = _FIND.with_for_update(of=Call).execution_options(populate_existing=True) if lock else _FIND
    row = (await session.execute(wanted, {"call_id": call_id, "ori": ori})).first()
    return FoundCase(call=row[0], owner=row[1]) if row else None


async def last_told_at(session: AsyncSession, call_id: str) -> datetime | None:
    """When the victims of one call were last sent something about the case."""
    return (await session.execute(select(last_told()).select_from(Call).where(col(Call.id) == call_id))).scalar_one()


async def assign(session: AsyncSession, assignment: CaseAssignment) -> None:
    """The case is theirs from now on, whichever account had it before. The call is locked."""
    known = await session.get(CaseAssignment, assignment.call_id, with_for_update=True, populate_existing=True)
    if known is None:
        session.add(assignment)
    else:
        known.account_id, known.assigned_at = assignment.account_id, assignment.assigned_at
        known.assigned_by = assignment.assigned_by
    await session.flush()
