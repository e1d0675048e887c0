"""When a victim is to hear of their case again: within 5 days of a change, and every 28 days [UK Victims' Code]."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

AFTER_A_CHANGE = timedelta(days=5)
BETWEEN_UPDATES = timedelta(days=28)
SOON = timedelta(days=7)


class UpdateDue(StrEnum):
    """How the clock of a case stands."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    """Within seven days."""
    OVERDUE = "overdue"


def update_due_at(last_told_at: datetime, *, changed_at: datetime | None = None) -> datetime:
    """By when the victim should hear something.

    `last_told_at`: when a message last left for them, or, if none ever did, when the call came in. `changed_at`: when
    the case came to where it stands; what they were told since then tells of it.
    """
    every = last_told_at + BETWEEN_UPDATES
    return min(every, changed_at + AFTER_A_CHANGE) if changed_at and changed_at > last_told_at else every


def due_state(last_told_at: datetime, now: datetime, *, changed_at: datetime | None = None) -> UpdateDue:
    """How the clock stands now."""
    left = update_due_at(last_told_at, changed_at=changed_at) - now
    if left <= timedelta():
        return UpdateDue.OVERDUE
    return UpdateDue.DUE_SOON if left <= SOON else UpdateDue.IN_TIME
