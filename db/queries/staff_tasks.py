"""Tasks for staff: raised once while open, however often its cause repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, CaseAssignment, StaffTask
from domain.task_kinds import NewTask, TaskKind, due_at, rank, task_key

_OPEN = (
    select(StaffTask)
    .where(col(StaffTask.ori) == bindparam("ori"), col(StaffTask.closed_at).is_(None))
    .order_by(col(StaffTask.opened_at), col(StaffTask.id))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksWaiting:
    """How many tasks of an agency are open, and how many of them are about a life."""

    tasks: int
    urgent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScope:
    """Which tasks of an agency an account sees: all, or, with `account_id`, emergencies, its own, and its cases'.

    Tasks of coaching are seen only by those who may see what is behind them.
    """

    ori: str
    account_id: str | None = None
    sees_coaching: bool = False


def within(scope: TaskScope) -> tuple[ColumnElement[bool], ...]:
    """Of the agency, and to be seen by the account."""
    of_agency = [col(StaffTask.ori) == scope.ori]
    if not scope.sees_coaching:
        of_agency.append(col(StaffTask.kind) != TaskKind.COACHING.value)
    if scope.account_id is None:
        return tuple(of_agency)
    own_cases = select(col(CaseAssignment.call_id)).where(col(CaseAssignment.account_id) == scope.account_id)
    seen = or_(
        col(StaffTask.kind) == TaskKind.EMERGENCY_REPLY.value,
        col(StaffTask.owner_account_id) == scope.account_id,
        col(StaffTask.call_id).in_(own_cases),
    )
    return (*of_agency, seen)


async def waiting(session: AsyncSession, scope: TaskScope) -> TasksWaiting:
    """What the menu of every staff page shows."""
    is_urgent = case((col(StaffTask.kind) == TaskKind.EMERGENCY_REPLY.value, 1), else_=0)
    counted = select(func.count(), func.coalesce(func.sum(is_urgent), 0)).where(
        *within(scope), col(StaffTask.closed_at).is_(None)
    )
    tasks, urgent = (await session.execute(counted)).one()
    return TasksWaiting(tasks=tasks, urgent=urgent)


async def raise_task(session: AsyncSession, ori: str, new: NewTask, *, now: datetime) -> bool:
    """True if the task is new. While one about the same thing is open it is counted, with the newest reason."""
    key = task_key(new.kind, new.about)
    zone = (await session.scalars(select(col(Agency.time_zone)).where(col(Agency.ori) == ori))).one_or_none()
    task = StaffTask(
        ori=ori,
        task_key=key,
        kind=new.kind.value,
        call_id=new.call_id,
        reason=new.reason,
        opened_at=now,
        last_at=now,
        due_at=due_at(new.kind, now, ZoneInfo(zone or "UTC")),
    )
    while not await insert_if_new(session, task):
        if await _count(session, ori, key, new.reason, now):
            return False
    return True


async def open_tasks(session: AsyncSession, ori: str) -> Sequence[StaffTask]:
    """What waits at an agency, what has waited longest first."""
    return (await session.scalars(_OPEN, {"ori": ori})).all()


async def by_urgency(session: AsyncSession, ori: str, *, now: datetime) -> Sequence[StaffTask]:
    """The same, what is most urgent first, as `domain.task_kinds.rank` says."""
    return sorted(await open_tasks(session, ori), key=lambda task: rank(task.kind, task.last_at, now))


async def is_open(session: AsyncSession, ori: str, kind: TaskKind, about: str) -> bool:
    """True while a task about this waits for staff."""
    wanted = select(col(StaffTask.closed_at)).where(
        col(StaffTask.ori) == ori, col(StaffTask.task_key) == task_key(kind, about)
    )
    found = (await session.execute(wanted)).first()
    return found is not None and found[0] is None


async def id_of(session: AsyncSession, ori: str, key: str) -> str:
    """Of the open task that has this key. Raises sqlalchemy.exc.NoResultFound."""
    wanted = select(col(StaffTask.id)).where(col(StaffTask.ori) == ori, col(StaffTask.task_key) == key)
    return (await session.scalars(wanted)).one()


async def waits(session: AsyncSession, call_id: str, kind: TaskKind) -> bool:
    """True while a task of this kind about any person of the call waits for staff."""
    wanted = select(col(StaffTask.id)).where(
        col(StaffTask.call_id) == call_id, col(StaffTask.kind) == kind.value, col(StaffTask.closed_at).is_(None)
    )
    return (await session.execute(wanted.limit(1))).first() is not None


async def count_open(session: AsyncSession, kind: TaskKind) -> int:
    """How many of a kind wait, at all agencies together."""
    wanted = select(func.count()).where(col(StaffTask.kind) == kind.value, col(StaffTask.closed_at).is_(None))
    return (await session.execute(wanted)).scalar_one()


async def beginning_with(session: AsyncSession, start: str) -> Sequence[StaffTask]:
    """The tasks, open or closed, whose id begins so."""
    wanted = select(StaffTask).where(col(StaffTask.id).startswith(start, autoescape=True))
    return (await session.scalars(wanted.order_by(col(StaffTask.id)))).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedHow:
    """Who closed a task (`domain.actors.Actor`) and what came of it; nothing of it where the cause went away."""

    by: str = ""
    outcome: str = ""
    note_sealed: str | None = None


async def get(session: AsyncSession, task_id: str, *, lock: bool = False) -> StaffTask | None:
    """One task, open or closed."""
    return await session.get(StaffTask, task_id, with_for_update=lock, populate_existing=lock)


async def close(session: AsyncSession, task_id: str, now: datetime, how: ClosedHow | None = None) -> bool:
    """Staff has seen to it: the next of its kind is a new task. False if there is none, or it is closed already."""
    task = await get(session, task_id, lock=True)
    if task is None or task.closed_at is not None:
        return False
    task.closed_at, task.task_key = now, f"{task.kind}/closed/{task.id}"
    if how is not None:
        task.closed_by, task.outcome, task.outcome_note_sealed = how.by, how.outcome, how.note_sealed
    await session.flush()
    return True


async def close_about(session: AsyncSession, ori: str, kind: TaskKind, about: str, now: datetime) -> bool:
    """The same of the open task about this, if there is one."""
    wanted = select(col(StaffTask.id)).where(
        col(StaffTask.ori) == ori, col(StaffTask.task_key) == task_key(kind, about), col(StaffTask.closed_at).is_(None)
    )
    task_id = (await session.scalars(wanted)).one_or_none()
    return task_id is not None and await close(session, task_id, now)


async def _count(session: AsyncSession, ori: str, key: str, reason: str, now: datetime) -> bool:
    """False if it was closed this moment."""
    again = (
        update(StaffTask)
        .where(col(StaffTask.ori) == ori, col(StaffTask.task_key) == key)
        .values(times=col(StaffTask.times) + 1, last_at=now, reason=reason)
        .returning(col(StaffTask.id))
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(again)).first() is not None
