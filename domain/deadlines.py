"""Deadlines: from a call's state and policy, the moments at which it is looked at again even if nothing happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.call_state import CallState
from domain.policy import Policy
from domain.restore import TIMERS_LOOK_AGAIN


class DeadlineKind(StrEnum):
    """What a call waits for (search attribute NextStep)."""

    HOLD = "hold"
    OFFICER_DELAYED = "officer_delayed"
    QUIET_HOURS = "quiet_hours"
    SEND_AGAIN = "send_again"
    SURVEY = "survey"
    SURVEY_REMINDER = "survey_reminder"
    STILL_OPEN = "still_open"


CHANGES_THE_CALL: frozenset[DeadlineKind] = frozenset({DeadlineKind.OFFICER_DELAYED, DeadlineKind.STILL_OPEN})
"""Passing one of these is itself something that happened to the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A moment at which the call is looked at again."""

    kind: DeadlineKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What only the people of the call can tell: messages that wait, surveys due, whether a victim listens.

    All times are aware UTC.
    """

    quiet_until: tuple[datetime, ...] = ()
    send_again_at: tuple[datetime, ...] = ()
    survey_at: datetime | None = None
    reminders_at: tuple[datetime, ...] = ()
    victim_listens: bool = False


def hold_until(state: CallState, policy: Policy) -> datetime | None:
    """When the first text may leave; None while it is not known when the call was received."""
    return None if state.received_at is None else state.received_at + policy.hold


def is_held(state: CallState, policy: Policy, now: datetime) -> bool:
    """True while CAD is given time to correct the type of a new call."""
    until = hold_until(state, policy)
    return until is None or now < until


def deadlines(state: CallState, policy: Policy, waiting: Waiting, *, now: datetime) -> tuple[Deadline, ...]:
    """Every moment this call waits for, soonest first.

    Of the past ones only those that change the call are left: the others were dealt with by looking at it now.
    """
    wanted = (d for d in _all(state, policy, waiting, now) if d.at > now or d.kind in CHANGES_THE_CALL)
    return tuple(sorted(wanted, key=lambda deadline: deadline.at))


def asked_later(due: Iterable[Deadline], *, now: datetime) -> tuple[Deadline, ...]:
    """While a restore is under way: what changes the call is asked about again in a minute, if it has come."""
    again = now + TIMERS_LOOK_AGAIN
    moved = (
        replace(deadline, at=max(deadline.at, again)) if deadline.kind in CHANGES_THE_CALL else deadline
        for deadline in due
    )
    return tuple(sorted(moved, key=lambda deadline: deadline.at))


def _all(state: CallState, policy: Policy, waiting: Waiting, now: datetime) -> Iterator[Deadline]:
    silent_since = state.last_news_at if state.case_open and waiting.victim_listens else None
    moments: dict[DeadlineKind, Iterable[datetime | None]] = {
        DeadlineKind.HOLD: [hold_until(state, policy)],
        DeadlineKind.OFFICER_DELAYED: [officer_late_at(state, policy, now=now)],
        DeadlineKind.QUIET_HOURS: waiting.quiet_until,
        DeadlineKind.SEND_AGAIN: waiting.send_again_at,
        DeadlineKind.SURVEY: [waiting.survey_at],
        DeadlineKind.SURVEY_REMINDER: waiting.reminders_at,
        DeadlineKind.STILL_OPEN: [silent_since and silent_since + policy.still_open_after],
    }
    for kind, known in moments.items():
        soonest = min((moment for moment in known if moment), default=None)
        if soonest is not None:
            yield Deadline(kind=kind, at=soonest)


def officer_late_at(state: CallState, policy: Policy, *, now: datetime) -> datetime | None:
    """When the caller is next told that an officer is late: measured from when they began to wait, never after arrival.

    Repeats that were missed are not made up for: a caller hears once that it takes long, not three times at once.
    """
    since = state.waiting_since
    if not state.officer_expected or state.received_at is None or since is None:
        return None
    first, told = since + policy.delay(state.priority), state.delayed_count - state.delays_before
    if told == 0:
        return first
    if policy.delay_repeat is None or told > policy.delay_repeat_at_most:
        return None
    missed = max(0, (now - first) // policy.delay_repeat)
    return first + policy.delay_repeat * max(told, missed + 1)
