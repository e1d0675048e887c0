"""Pointers: made where answers stand out, seen first by the one they are about, closed by a supervisor with a word.

To close one writes that word, and ends its task. It changes no other table, sends no message and tells no workflow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from analytics.coaching.comparing import PeerComparison
from analytics.coaching.store import Pictures
from audit.record import record
from db.encryption.vault import Vault
from db.queries import coaching, staff_tasks
from db.queries.staff_tasks import ClosedHow
from db.tables import CoachingPointer
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind
from domain.coaching.policy import WINDOW_MONTHS, CoachingPolicy, months_before
from domain.coaching.terms import PointerOutcome, SubjectRole
from domain.task_kinds import NewTask, TaskKind, TaskOutcome, task_key

WORDS = "coaching_pointers.words"
MOST_WORDS = 1000

SETTLED = timedelta(hours=20)
"""A rule points once its pictures have been there so long: a wrong rule is seen on the page of rules first."""

BY_ITSELF = str(Actor(ActorKind.SYSTEM, "coaching"))


class PointerIsClosed(Exception):
    """It was closed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointerClosing:
    """What a supervisor made of it."""

    outcome: PointerOutcome
    words: str


async def open_pointers(
    session: AsyncSession, ori: str, policy: CoachingPolicy, pictures: Pictures, *, now: datetime
) -> int:
    """How many are new. No answer points twice: the next pointer of its kind comes a window of answers later."""
    if now - pictures.rule_since < SETTLED:
        return 0
    known = await _known(session, ori, pictures.until, now)
    accounts, new = await coaching.accounts_of(session, ori), 0
    for role, found in _pointing(pictures):
        if (found.subject, role.value, found.direction) in known:
            continue
        first = timedelta(days=policy.officer_first_days) if found.subject in accounts else timedelta()
        pointer = CoachingPointer(
            ori=ori,
            subject_id=found.subject,
            role=role.value,
            direction=str(found.direction),
            rule=pictures.rule,
            opened_on=pictures.until,
            opened_at=now,
            shown_at=now + first,
        )
        if await coaching.add_pointer(session, pointer):
            new += 1
            await _note(session, pointer, ActKind.COACHING_POINTED, BY_ITSELF, now)
    return new


async def open_tasks(session: AsyncSession, ori: str, *, now: datetime) -> int:
    """Tasks of pointers that those they are about have had for themselves long enough."""
    found = await coaching.without_task(session, ori, now)
    for pointer in found:
        new = NewTask(kind=TaskKind.COACHING, about=pointer.id, reason="answers stand out")
        await staff_tasks.raise_task(session, ori, new, now=now)
        pointer.task_id = await staff_tasks.id_of(session, ori, task_key(TaskKind.COACHING, pointer.id))
    return len(found)


async def close_pointer(
    session: AsyncSession, vault: Vault, pointer: CoachingPointer, closing: PointerClosing, act: Act, *, now: datetime
) -> None:
    """With one of the five words; `act` is recorded. The pointer is locked. Raises PointerIsClosed."""
    if pointer.closed_at is not None:
        raise PointerIsClosed
    words = closing.words.strip()[:MOST_WORDS]
    pointer.closed_at, pointer.closed_by, pointer.outcome = now, act.by, closing.outcome.value
    pointer.words_sealed = vault.seal_if_any(words or None, context=WORDS, row=pointer.id)
    how = ClosedHow(by=act.by, outcome=TaskOutcome.DONE.value)
    await staff_tasks.close(session, pointer.task_id, now, how)
    await record(session, act, now=now)


def words_of(vault: Vault, pointer: CoachingPointer) -> str:
    """What the supervisor wrote; empty if nothing."""
    return vault.open_if_any(pointer.words_sealed, context=WORDS, row=pointer.id) or ""


def about(subject_id: str) -> str:
    """How the audit log calls a subject."""
    return f"coaching:{subject_id}"


def _pointing(pictures: Pictures) -> Iterator[tuple[SubjectRole, PeerComparison]]:
    for role, found in pictures.by_role.items():
        yield from ((role, each) for each in found if each.direction is not None)


async def _known(session: AsyncSession, ori: str, today: date, now: datetime) -> Mapping[tuple[str, str, str], str]:
    begins = now - (today - months_before(today, WINDOW_MONTHS))
    lately = await coaching.opened_since(session, ori, begins)
    return {(each.subject_id, each.role, each.direction): each.id for each in lately}


async def _note(session: AsyncSession, pointer: CoachingPointer, kind: ActKind, by: str, now: datetime) -> None:
    detail = {"role": pointer.role, "direction": pointer.direction, "rule": pointer.rule}
    act = Act(ori=pointer.ori, kind=kind, by=by, about=about(pointer.subject_id), detail=detail)
    await record(session, act, now=now)
