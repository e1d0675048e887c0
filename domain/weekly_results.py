"""When the weekly email of results leaves, by the agency's clocks, and where one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LEAVES = time(7, 0)
"""On Mondays: after the night's extract, before the week's first meeting."""
GIVEN_UP_AFTER = timedelta(days=2)
"""Later it is no longer news."""
TRIED_AGAIN_AFTER = timedelta(minutes=10)
"""After a failure; and after a try of which it is not known how it ended, as its process was killed. Such an email is
sent again: one too many harms less than none (docs/operating.md says so of all emails)."""


class EmailStatus(StrEnum):
    """Where a weekly email is."""

    CREATED = "created"
    """To be sent, or sent again."""
    SENDING = "sending"
    """A try began; if the process was killed in it, it is not known how it ended."""
    SENT = "sent"
    """A provider took it."""
    FAILED = "failed"
    """It will not be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekToTell:
    """A week that is over, from Monday to Sunday, and when it is told; `name` is that of ISO 8601."""

    name: str
    begins: date
    leaves_at: datetime
    given_up_at: datetime


def week_to_tell(now: datetime, zone: ZoneInfo) -> WeekToTell:
    """The newest week whose Monday morning has come."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    leaves_at = datetime.combine(monday, LEAVES, tzinfo=zone).astimezone(UTC)
    if leaves_at > now:
        monday -= timedelta(days=7)
        leaves_at = datetime.combine(monday, LEAVES, tzinfo=zone).astimezone(UTC)
    begins = monday - timedelta(days=7)
    year, week, _ = begins.isocalendar()
    return WeekToTell(
        name=f"{year}-W{week:02}", begins=begins, leaves_at=leaves_at, given_up_at=leaves_at + GIVEN_UP_AFTER
    )
