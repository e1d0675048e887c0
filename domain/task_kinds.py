"""Tasks for staff: the kinds of things that software cannot settle, and which comes first."""

from __future__ import annotations

from dataclasses import dataclass
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


def rank(kind: str) -> int:
    """What is looked at first, 0 before 1: a life, then what keeps many from hearing anything, then single people."""
    return _ORDER.index(TaskKind(kind))


def task_key(kind: TaskKind, about: str) -> str:
    """By what a repeat is recognized while the task is open; `about` is an id or a code, never a person."""
    return f"{kind}/{about}"
