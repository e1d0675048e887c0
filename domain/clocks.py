"""Times ahead of our clock: another system's may run ahead a little; what lies further ahead is a mistake."""

from __future__ import annotations

from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""How far another system's clock may run ahead of ours. A local time sent as UTC is hours ahead."""


def is_ahead(moment: datetime, now: datetime) -> bool:
    """True if it cannot be: it is taken for now, and what was remembered with such a time is not held to be newer."""
    return moment > now + TOLERANCE


def set_back(moment: datetime, now: datetime) -> datetime:
    """The moment, or now if it lies too far ahead."""
    return now if is_ahead(moment, now) else moment
