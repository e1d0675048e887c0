"""Tasks as staff see and settle them: who has one, by when it is due, what it is about, and what came of it.

Who sees all cases sees all tasks. Others see those of their own cases and those they were handed, and every
emergency: it is about a life, and the detective who has the case may be off duty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import replies, staff_accounts, staff_tasks, task_lists
from db.queries.staff_tasks import ClosedHow, TaskScope
from db.queries.task_lists import ListedTask, TaskFilter, TaskView
from db.tables import InboundReply, StaffAccount, StaffTask
from domain.audit.acts import ActKind
from domain.staff.roles import Right, read_roles, rights_of
from domain.task_kinds import TaskKind, TaskOutcome, due_at
from intake.staff.tasks import close_task
from locales.script import language_by_script
from staff.acting import ActingStaff
from staff.sessions import StaffVisit

PAGE = 25
"""Tasks on one page; more are a click away."""

MOST_WORDS = 1000
"""Characters of what is written when a task is closed."""

NOTE = "staff_tasks.outcome_note"

_WRITTEN = frozenset({TaskKind.EMERGENCY_REPLY, TaskKind.REPLY, TaskKind.WRONG_NUMBER, TaskKind.CALL_BACK})
"""Kinds that a person's own words are behind."""
_A_LITTLE = timedelta(minutes=5)
"""A reply is heard, and its task opened, within one transaction or two."""


class NoSuchTask(Exception):
    """There is none of this id that the account may see."""


class TaskIsClosed(Exception):
    """It was closed before: nothing more is to be done about it."""


class NoSuchOwner(Exception):
    """No open account with this badge does tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWords:
    """What a person wrote; `language` as its letters tell, or empty."""

    at: datetime
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTask:
    """A task on a page. `leads_to` is the id of its call, if the reader may see it."""

    listed: ListedTask
    due_at: datetime
    is_overdue: bool
    words: tuple[WrittenWords, ...]
    leads_to: str | None

    @property
    def task(self) -> StaffTask:
        """Its row."""
        return self.listed.task

    @property
    def kind(self) -> TaskKind:
        """Why staff must look."""
        return TaskKind(self.task.kind)

    @property
    def is_urgent(self) -> bool:
        """True if it is about a life, and open."""
        return self.task.kind == TaskKind.EMERGENCY_REPLY and self.task.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """A page of them; `has_more`: there is a next page."""

    tasks: tuple[ShownTask, ...]
    has_more: bool


def task_scope(visit: StaffVisit) -> TaskScope:
    """Which tasks this account sees."""
    everything = Right.SEE_ALL_CASES in visit.rights
    return TaskScope(
        ori=visit.agency.ori,
        account_id=None if everything else visit.account.id,
        sees_coaching=Right.SEE_COACHING in visit.rights,
    )


async def task_page(
    session: AsyncSession, vault: Vault, acting: ActingStaff, view: TaskView, *, page: int = 1
) -> TaskPage:
    """One page of what waits, or lately was closed, with the words of those who wrote. Writes nothing."""
    wanted = TaskFilter(
        scope=task_scope(acting.visit),
        view=view,
        account_id=acting.visit.account.id,
        now=acting.now,
        skip=(page - 1) * PAGE,
        most=PAGE + 1,
    )
    found = await task_lists.listed(session, wanted)
    shown = await _shown(session, vault, acting, found[:PAGE])
    return TaskPage(tasks=shown, has_more=len(found) > PAGE)


async def one_task(session: AsyncSession, vault: Vault, acting: ActingStaff, task_id: str) -> ShownTask:
    """The same of one. Raises NoSuchTask."""
    found = await task_lists.one(session, task_scope(acting.visit), task_id)
    if found is None:
        raise NoSuchTask
    return (await _shown(session, vault, acting, [found]))[0]


async def note_seen(session: AsyncSession, acting: ActingStaff, tasks: Sequence[ShownTask]) -> None:
    """Whose words were shown stands in the audit log: once for each call, or for each task of a stranger."""
    about = {f"call:{each.listed.call_number}" if each.listed.call_number else f"task:{each.task.id}" for each in tasks}
    for each in sorted(about):
        await acting.note(session, ActKind.PERSON_SEEN, about=each, reason="task")


async def take(session: AsyncSession, acting: ActingStaff, task_id: str) -> None:
    """It is theirs from now on, also if another had it. Raises NoSuchTask, TaskIsClosed."""
    task = await _open_task(session, acting, task_id)
    task.owner_account_id = acting.visit.account.id
    await _note_change(session, acting, task, {"change": "taken"})


async def hand_over(session: AsyncSession, acting: ActingStaff, task_id: str, badge: str) -> None:
    """It is another's. Raises NoSuchTask, TaskIsClosed, NoSuchOwner."""
    task = await _open_task(session, acting, task_id)
    account = await staff_accounts.by_badge(session, acting.ori, badge)
    if account is None or not may_own(account):
        raise NoSuchOwner
    task.owner_account_id = account.id
    await _note_change(session, acting, task, {"change": "handed over", "to": account.badge})


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What came of a task; `words` are kept only of a task about a call."""

    outcome: TaskOutcome
    words: str = ""


async def close(session: AsyncSession, vault: Vault, acting: ActingStaff, task_id: str, closing: Closing) -> None:
    """Done: the next of its kind is a new task. Raises NoSuchTask, TaskIsClosed."""
    task = await _open_task(session, acting, task_id)
    if task.kind == TaskKind.COACHING:
        raise NoSuchTask  # it is closed with a word of its own, on the pages of coaching
    words = closing.words.strip()[:MOST_WORDS] if task.call_id else ""
    sealed = vault.seal_if_any(words, context=NOTE, row=task.id)
    how = ClosedHow(by=acting.visit.actor, outcome=closing.outcome.value, note_sealed=sealed)
    if not await close_task(session, task, now=acting.now, how=how):
        raise TaskIsClosed
    await _note_change(session, acting, task, {"change": "closed", "outcome": closing.outcome.value})


def may_own(account: StaffAccount) -> bool:
    """True of an open account that does tasks."""
    return account.closed_at is None and Right.DO_TASKS in rights_of(read_roles(account.roles))


def due_of(task: StaffTask, zone: ZoneInfo) -> datetime:
    """By when it is to be done."""
    return task.due_at or due_at(task.kind, task.opened_at, zone)


def ids_in(task: StaffTask) -> tuple[str, ...]:
    """What an open task is about: ids of contacts, surveys or calls, or the hash of an address."""
    return tuple(task.task_key.split("/")[1:])


async def _open_task(session: AsyncSession, acting: ActingStaff, task_id: str) -> StaffTask:
    if await task_lists.one(session, task_scope(acting.visit), task_id) is None:
        raise NoSuchTask
    task = await staff_tasks.get(session, task_id, lock=True)
    if task is None or task.closed_at is not None:
        raise TaskIsClosed
    return task


async def _note_change(session: AsyncSession, acting: ActingStaff, task: StaffTask, detail: Mapping[str, str]) -> None:
    kind = {"kind": task.kind}
    await acting.note(session, ActKind.TASK_CHANGED, about=f"task:{task.id}", detail={**kind, **detail})


async def _shown(
    session: AsyncSession, vault: Vault, acting: ActingStaff, found: Sequence[ListedTask]
) -> tuple[ShownTask, ...]:
    written = [each.task for each in found if each.task.kind in _WRITTEN and each.task.closed_at is None]
    whose = {each for task in written for each in ids_in(task)}
    said = await task_lists.replies_to(session, acting.ori, whose)
    return tuple(_one(vault, acting, each, said if each.task in written else ()) for each in found)


def _one(vault: Vault, acting: ActingStaff, listed: ListedTask, said: Sequence[InboundReply]) -> ShownTask:
    task = listed.task
    due = due_of(task, ZoneInfo(acting.visit.agency.time_zone))
    theirs = [reply for reply in said if _is_behind(reply, task)]
    sees = acting.only_own is None or listed.case_account_id == acting.only_own
    return ShownTask(
        listed=listed,
        due_at=due,
        is_overdue=task.closed_at is None and due < acting.now,
        words=tuple(_words(vault, reply) for reply in theirs if reply.body_sealed),
        leads_to=task.call_id if sees else None,
    )


def _is_behind(reply: InboundReply, task: StaffTask) -> bool:
    whose = reply.contact_id or reply.address_hash
    return whose in ids_in(task) and (reply.heard_at or reply.received_at) >= task.opened_at - _A_LITTLE


def _words(vault: Vault, reply: InboundReply) -> WrittenWords:
    words = vault.open_if_any(reply.body_sealed, context=replies.BODY, row=reply.id) or ""
    return WrittenWords(at=reply.received_at, words=words, language=language_by_script(words))
