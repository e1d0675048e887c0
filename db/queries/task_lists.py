"""Lists of tasks as staff pages show them: a page at a time, with the call each is about and who has it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.staff_tasks import TaskScope, within
from db.tables import Call, CaseAssignment, InboundReply, StaffAccount, StaffTask
from domain.task_kinds import FRESH, TaskKind, rank

REPLIES_SHOWN = 3
"""Of each person: the newest."""


class TaskView(StrEnum):
    """Which tasks a page lists."""

    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What an account wants to see: `account_id` is its own."""

    scope: TaskScope
    view: TaskView
    account_id: str
    now: datetime
    skip: int = 0
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTask:
    """One task, its call's numbers if it has a call, and the badges of its owner and of who has the case."""

    task: StaffTask
    call_number: str | None
    case_number: str | None
    owner: str | None
    case_account_id: str | None


_LISTED = (
    select(
        StaffTask,
        col(Call.call_number),
        col(Call.case_number),
        col(StaffAccount.badge),
        col(CaseAssignment.account_id),
    )
    .outerjoin(Call, col(Call.id) == col(StaffTask.call_id))
    .outerjoin(StaffAccount, col(StaffAccount.id) == col(StaffTask.owner_account_id))
    .outerjoin(CaseAssignment, col(CaseAssignment.call_id) == col(StaffTask.call_id))
)


async def listed(session: AsyncSession, wanted: TaskFilter) -> Sequence[ListedTask]:
    """The most urgent first, as `domain.task_kinds.rank` says, then the longest waiting; closed ones newest first."""
    in_order: tuple[Any, ...] = (_rank(wanted.now), col(StaffTask.opened_at), col(StaffTask.id))
    if wanted.view is TaskView.CLOSED:
        in_order = (col(StaffTask.closed_at).desc(), col(StaffTask.id))
    statement = _LISTED.where(*within(wanted.scope), *_seen(wanted)).order_by(*in_order)
    found = await session.execute(statement.offset(wanted.skip).limit(wanted.most))
    return [_one(row) for row in found]


async def one(session: AsyncSession, scope: TaskScope, task_id: str) -> ListedTask | None:
    """The task of this id, open or closed, if the account may see it."""
    found = (await session.execute(_LISTED.where(*within(scope), col(StaffTask.id) == task_id))).first()
    return _one(found) if found else None


async def replies_to(session: AsyncSession, ori: str, whose: Collection[str]) -> Sequence[InboundReply]:
    """The newest replies of each of these contacts, or owners of address hashes, newest first."""
    if not whose:
        return []
    who = case((col(InboundReply.contact_id) != "", InboundReply.contact_id), else_=InboundReply.address_hash)
    newest = func.row_number().over(partition_by=who, order_by=col(InboundReply.received_at).desc())
    theirs = or_(col(InboundReply.contact_id).in_(whose), col(InboundReply.address_hash).in_(whose))
    numbered = (
        select(col(InboundReply.id), newest.label("n")).where(col(InboundReply.ori) == ori, theirs).subquery("numbered")
    )
    wanted = (
        select(InboundReply)
        .join(numbered, numbered.c.id == col(InboundReply.id))
        .where(numbered.c.n <= REPLIES_SHOWN)
        .order_by(col(InboundReply.received_at).desc(), col(InboundReply.id))
    )
    return (await session.scalars(wanted)).all()


def _one(row: Any) -> ListedTask:
    return ListedTask(task=row[0], call_number=row[1], case_number=row[2], owner=row[3], case_account_id=row[4])


def _seen(wanted: TaskFilter) -> tuple[ColumnElement[bool], ...]:
    closed = col(StaffTask.closed_at)
    if wanted.view is TaskView.CLOSED:
        return (closed.is_not(None), col(StaffTask.outcome) != "")
    if wanted.view is TaskView.MINE:
        return (closed.is_(None), col(StaffTask.owner_account_id) == wanted.account_id)
    if wanted.view is TaskView.UNOWNED:
        return (closed.is_(None), col(StaffTask.owner_account_id).is_(None))
    return (closed.is_(None),)


def _rank(now: datetime) -> ColumnElement[int]:
    """The same order as `domain.task_kinds.rank` gives, so that a page can be cut from it."""
    long_ago = now - FRESH
    fresh = (col(StaffTask.kind) == TaskKind.REPLY.value) & (col(StaffTask.last_at) > long_ago)
    ranks = [(col(StaffTask.kind) == kind.value, rank(kind, long_ago, now)) for kind in TaskKind]
    return case((fresh, rank(TaskKind.REPLY, now, now)), *ranks)
