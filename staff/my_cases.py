"""A detective's cases by what is due next, and what waits in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import case_assignments
from db.queries.case_assignments import OwnCase
from db.state_json import state_of
from db.tables import Call, StaffTask
from domain.call_state import CallState
from domain.staff.update_clock import UpdateDue, due_state, update_due_at
from domain.task_kinds import TaskKind
from staff.sessions import StaffVisit

MOST_CASES = 200
"""More open cases than one detective works on."""
SHOWN_AT_FIRST = 50
MOST_WAITING = 50

LETTERS = frozenset({TaskKind.EMERGENCY_REPLY, TaskKind.REPLY})
"""Written by victims and other people of a case: by text, or in the portal."""
UNREACHED = frozenset({TaskKind.UNDELIVERABLE, TaskKind.WRONG_NUMBER, TaskKind.SUSPECTS_ADDRESS})
"""What could not be delivered, or must not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case. `due` and `due_at` are None where no update is due: it is closed, paused or joined with another."""

    call: Call
    state: CallState
    last_told_at: datetime | None
    due: UpdateDue | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTask:
    """Something in a case that waits for its detective."""

    task: StaffTask
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCases:
    """Cases in the order in which their victims should hear something; what waits, what is urgent first."""

    cases: tuple[CaseLine, ...]
    letters: tuple[WaitingTask, ...]
    call_backs: tuple[WaitingTask, ...]
    unreached: tuple[WaitingTask, ...]


async def my_cases(session: AsyncSession, visit: StaffVisit, *, now: datetime) -> MyCases:
    """What waits, and the open cases: two statements, however many there are."""
    ori, account = visit.agency.ori, visit.account.id
    kinds = LETTERS | UNREACHED | {TaskKind.CALL_BACK}
    tasks = await case_assignments.waiting_for(session, ori, account, kinds, limit=MOST_WAITING)
    waiting = [WaitingTask(task=task, call=call) for task, call in tasks]
    found = await case_assignments.cases_of(session, ori, account, is_open=True, limit=MOST_CASES)
    lines = sorted((case_line(each, now=now) for each in found), key=lambda line: line.due_at or now)
    return MyCases(
        cases=tuple(lines),
        letters=_of(waiting, LETTERS),
        call_backs=_of(waiting, frozenset({TaskKind.CALL_BACK})),
        unreached=_of(waiting, UNREACHED),
    )


async def my_ended_cases(session: AsyncSession, visit: StaffVisit, *, now: datetime) -> tuple[CaseLine, ...]:
    """The cases that are closed, paused or joined with another."""
    found = await case_assignments.cases_of(
        session, visit.agency.ori, visit.account.id, is_open=False, limit=MOST_CASES
    )
    return tuple(case_line(each, now=now) for each in found)


def case_line(own: OwnCase, *, now: datetime) -> CaseLine:
    """The case with its clock: it counts from when the victim was last told something, or from the call."""
    call, state = own.call, state_of(own.call)
    if not state.case_open and state.case_status is not None:
        return CaseLine(call=call, state=state, last_told_at=own.last_told_at)
    told = own.last_told_at or call.received_at or call.created_at
    changed = state.case_status_at
    return CaseLine(
        call=call,
        state=state,
        last_told_at=own.last_told_at,
        due=due_state(told, now, changed_at=changed),
        due_at=update_due_at(told, changed_at=changed),
    )


def _of(waiting: Sequence[WaitingTask], kinds: frozenset[TaskKind]) -> tuple[WaitingTask, ...]:
    return tuple(each for each in waiting if each.task.kind in kinds)
