"""Tasks for staff: the kinds of things that software cannot settle, which comes first, and by when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum


class TaskKind(StrEnum):
    """Why staff must look."""

    EMERGENCY_REPLY = "emergency_reply"
    MASS_NEWS = "mass_news"
    SENDER_TROUBLE = "sender_trouble"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"
    UNDELIVERABLE = "undeliverable"
    SUSPECTS_ADDRESS = "suspects_address"
    DAILY_LIMIT = "daily_limit"
    DELETION_REQUEST = "deletion_request"
    REPLY = "reply"
    COACHING = "coaching"
    """Answers about an officer or call-taker stand out; it is settled on pages of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What to look at. `about` and `reason` are plain facts: an id, a code, a message key; never a person."""

    kind: TaskKind
    about: str
    reason: str
    call_id: str | None = None


_ORDER = tuple(TaskKind)


FRESH = timedelta(hours=1)
"""So long a reply that no one understood may still be a cry for help that is in time."""


def rank(kind: str, last_at: datetime, now: datetime) -> int:
    """What is looked at first, 0 before 1: a life, then replies of the last hour that were not understood, as they may
    be about one, then what keeps many from hearing anything, then single people.
    """
    found = TaskKind(kind)
    if found is TaskKind.EMERGENCY_REPLY:
        return 0
    if found is TaskKind.REPLY and now - last_at < FRESH:
        return 1
    return 2 + _ORDER.index(found)


def task_key(kind: TaskKind, about: str) -> str:
    """By what a repeat is recognized while the task is open; `about` is an id or a code, never a person."""
    return f"{kind}/{about}"


class TaskOutcome(StrEnum):
    """What came of a task that is closed."""

    DONE = "done"
    CALLED_BACK = "called_back"
    NOT_REACHED = "not_reached"
    WRONG_PERSON = "wrong_person"
    NO_ACTION = "no_action"
    """It was looked at, and nothing was to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWithin:
    """How long a task may wait: so much time, or so many working days, Monday to Friday; holidays are not known."""

    time: timedelta = timedelta()
    working_days: int = 0

    def after(self, moment: datetime, zone: tzinfo) -> datetime:
        """When it is due, in UTC. A working day later is the same time by the agency's clocks."""
        local = (moment + self.time).astimezone(zone)
        left = self.working_days
        while left:
            local += timedelta(days=1)  # by the clock on the wall, also on the days when it is changed
            left -= local.weekday() < _SATURDAY
        return local.astimezone(UTC)


_SATURDAY = 5

DUE: Mapping[TaskKind, DueWithin] = {
    TaskKind.EMERGENCY_REPLY: DueWithin(),
    TaskKind.MASS_NEWS: DueWithin(time=timedelta(hours=1)),
    TaskKind.SENDER_TROUBLE: DueWithin(time=timedelta(hours=1)),
    TaskKind.CALL_BACK: DueWithin(working_days=1),
    TaskKind.WRONG_NUMBER: DueWithin(working_days=1),
    TaskKind.UNDELIVERABLE: DueWithin(working_days=1),
    TaskKind.SUSPECTS_ADDRESS: DueWithin(time=timedelta(hours=4)),
    TaskKind.DAILY_LIMIT: DueWithin(working_days=1),
    TaskKind.DELETION_REQUEST: DueWithin(working_days=5),
    TaskKind.REPLY: DueWithin(time=timedelta(hours=4)),
    TaskKind.COACHING: DueWithin(working_days=9),
}
"""By kind: a life at once, what keeps many from hearing anything within the hour, single people the next working day.

A request to be erased has 45 days by the laws of most states; five working days leave time for a legal hold.
"""


def due_at(kind: str, opened_at: datetime, zone: tzinfo) -> datetime:
    """By when a task that was opened then is to be done, in UTC."""
    return DUE[TaskKind(kind)].after(opened_at, zone)
