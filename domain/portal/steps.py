"""The steps of a case for its victims: done, current and still to come; never the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from domain.call_state import CallState, CaseStatus
from domain.contacts import VICTIMS
from domain.lifecycle import CAME_LATE, CASE_EVENTS, CASE_NEWS, SAID_A_MOMENT_AGO, TOLD_EVEN_IF_LATE, Effect
from domain.messages import MessageKey
from domain.policy import Policy


class Mark(StrEnum):
    """How far a step has come."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a case. `at` is None for one to come, and where the day is not known."""

    status: CaseStatus
    mark: Mark
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A case came to a status for the n-th time."""

    status: CaseStatus
    n: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A line of a call's timeline about an event: what it was, what became of it and why, and when it happened."""

    what: str
    effect: str
    reason: str
    at: datetime


TOLD_BY: Mapping[CaseStatus, MessageKey] = {CaseStatus.OPENED: MessageKey.CASE_NUMBER, **CASE_NEWS}
"""The message by which victims hear of a status: where the policy has it not, the portal is silent as well."""

_MILESTONES = (CaseStatus.OPENED, CaseStatus.ASSIGNED, CaseStatus.ARREST, CaseStatus.CHARGED)
"""What stays done, whatever comes; to be paused, closed or open again is how a case stands now."""

_AHEAD: Mapping[CaseStatus, tuple[CaseStatus, ...]] = {
    CaseStatus.OPENED: (CaseStatus.ASSIGNED, CaseStatus.ARREST, CaseStatus.CHARGED, CaseStatus.CLOSED),
    CaseStatus.ASSIGNED: (CaseStatus.ARREST, CaseStatus.CHARGED, CaseStatus.CLOSED),
    CaseStatus.ARREST: (CaseStatus.ASSIGNED, CaseStatus.CHARGED, CaseStatus.CLOSED),
    CaseStatus.CHARGED: (CaseStatus.CLOSED,),
    CaseStatus.REOPENED: (CaseStatus.ASSIGNED, CaseStatus.ARREST, CaseStatus.CHARGED, CaseStatus.CLOSED),
}
"""What may still come of an open case; what was passed over (charges without an arrest) is not waited for."""

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def is_told(key: MessageKey, policy: Policy) -> bool:
    """True if the agency lets victims hear this."""
    return not policy.shadow and key in policy.messages and bool(policy.audience(key) & VICTIMS)


def reached(lines: Iterable[StepLine]) -> tuple[Reached, ...]:
    """What a case came to, from its timeline in the order in which it was recorded."""
    counts: dict[CaseStatus, int] = {}
    found: list[Reached] = []
    for line in lines:
        status = _status_of(line)
        if status is not None:
            counts[status] = counts.get(status, 0) + 1
            found.append(Reached(status=status, n=counts[status], at=line.at))
    return tuple(found)


def steps(state: CallState, history: Sequence[Reached], policy: Policy) -> tuple[Step, ...]:
    """The steps victims may hear of, in the order in which they came; nothing where there is no case."""
    if state.case_status is None:
        return ()
    dates = _dates(state, history)
    past = {status for status in (*dates, CaseStatus.OPENED, state.case_status) if is_told(TOLD_BY[status], policy)}
    # Statuses of the same moment stay in the order of the lifecycle.
    done = sorted((each for each in _MILESTONES if each in past), key=lambda status: dates.get(status, _EARLIEST))
    current = state.case_status if state.case_status in past else (done[-1] if done else None)
    if current is None:
        return ()
    ahead = _AHEAD[current] if state.case_open else ()
    return (
        *(Step(status=each, mark=Mark.DONE, at=dates.get(each)) for each in done if each is not current),
        Step(status=current, mark=Mark.CURRENT, at=dates.get(current)),
        *(
            Step(status=each, mark=Mark.TO_COME)
            for each in ahead
            if each not in done and is_told(TOLD_BY[each], policy)
        ),
    )


def opened_at(state: CallState, history: Iterable[Reached]) -> datetime | None:
    """When there was a case number first, as far as is known: nothing of the case was before that."""
    known = [state.known_since["case_number"]] if "case_number" in state.known_since else []
    return min((*known, *(each.at for each in history)), default=None)


def _dates(state: CallState, history: Iterable[Reached]) -> dict[CaseStatus, datetime]:
    """When each status was reached last."""
    dates: dict[CaseStatus, datetime] = {}
    opened = opened_at(state, history)
    if opened is not None:
        dates[CaseStatus.OPENED] = opened
    for each in history:
        if each.status is not CaseStatus.OPENED:
            dates[each.status] = max(each.at, dates.get(each.status, each.at))
    if state.case_status not in (None, CaseStatus.OPENED) and state.case_status_at is not None:
        dates[state.case_status] = state.case_status_at
    return dates


def _status_of(line: StepLine) -> CaseStatus | None:
    """The status that an event brought about; None if it did not, or is no event of the case."""
    status = next((status for event, status in CASE_EVENTS.items() if event == line.what), None)
    late = line.reason == CAME_LATE and status not in TOLD_EVEN_IF_LATE
    if line.effect != Effect.CHANGED or line.reason == SAID_A_MOMENT_AGO or late:
        return None
    return status
