"""What people of an agency are asked to look at, because a machine cannot settle it."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """Why staff must look."""

    EMERGENCY_REPLY = "emergency_reply"
    SENDER_TROUBLE = "sender_trouble"
    CALL_BACK = "call_back"
    UNDELIVERABLE = "undeliverable"
    DELETION_REQUEST = "deletion_request"
    REPLY = "reply"


_ORDER = tuple(TaskKind)


def rank(kind: str) -> int:
    """What is looked at first, 0 before 1: a life, then what keeps many from hearing anything, then single people."""
    return _ORDER.index(TaskKind(kind))


def task_key(kind: TaskKind, about: str) -> str:
    """By what a repeat is recognised while the task is open; `about` is an id or a code, never a person."""
    return f"{kind}/{about}"
