"""Tasks for staff: the kinds of things that software cannot settle, and which comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
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
