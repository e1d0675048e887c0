"""Where it is the middle of the morning, whenever the tests run: at night, messages wait for the day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

MORNING = 10


def by_the_agencys_clock(policy: str) -> str:
    """The policy of an agency that is where it is morning, while the numbers of its people are all of Seattle."""
    assert "by_number = true" in policy
    return policy.replace("by_number = true", "by_number = false")


def zone_where_it_is_morning(now: datetime) -> ZoneInfo:
    """A zone whose clocks show ten something at this aware UTC moment. (Etc/GMT+8 is west of Greenwich: UTC-8.)"""
    west = (now.hour - MORNING + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{west:+d}")
