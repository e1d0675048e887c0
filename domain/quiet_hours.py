"""Quiet hours: from a moment and daily windows in time zones, the next moment at which a message may leave."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

# A window that falls into the hour a zone skips in spring does not open at all that day.
_DAYS_AHEAD = 3
_MOST_PAUSES = 14
"""Nights left out when time is counted; over weeks they make no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A daily window in local time, `start` included, `end` not. It ends the next day if not later than it starts."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours by the clocks of one zone."""

    hours: Hours
    zone: tzinfo


def is_allowed(moment: datetime, hours: Hours, zone: tzinfo) -> bool:
    """True if clocks in `zone` show a time inside the hours at this aware moment."""
    shown = moment.astimezone(zone).time()
    if hours.start < hours.end:
        return hours.start <= shown < hours.end
    return shown >= hours.start or shown < hours.end


def next_allowed_by_all(moment: datetime, windows: Collection[Window]) -> datetime | None:
    """The aware moment itself if all windows are open, else the next at which they are; None where they never are.

    In UTC, and right on days of 23 and 25 hours.
    """
    now = moment.astimezone(UTC)
    if all(is_allowed(now, each.hours, each.zone) for each in windows):
        return now
    openings = (opening for window in windows for opening in _openings(now, window) if opening >= now)
    allowed = (at for at in openings if all(is_allowed(at, each.hours, each.zone) for each in windows))
    return min(allowed, default=None)


def later_by(moment: datetime, length: timedelta, windows: Collection[Window]) -> datetime:
    """The moment by which all windows have been open for so long in all; the next plain one if they never are."""
    left = length
    for _ in range(_MOST_PAUSES if windows else 0):
        opens = next_allowed_by_all(moment, windows)
        if opens is None:
            break
        closes = min(closing for window in windows for closing in _closings(opens, window) if closing > opens)
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
        moment = closes
    return moment.astimezone(UTC) + left


def _closings(moment: datetime, window: Window) -> Iterator[datetime]:
    ends = Window(hours=Hours(start=window.hours.end, end=window.hours.start), zone=window.zone)
    return _openings(moment, ends)


def _openings(moment: datetime, window: Window) -> Iterator[datetime]:
    """Both readings of the opening time, which differ on the night an hour is repeated."""
    today = moment.astimezone(window.zone).date()
    for day in range(_DAYS_AHEAD):
        yield from _shown_at(today + timedelta(days=day), window.hours.start, window.zone)


@lru_cache(maxsize=4096)
def _shown_at(day: date, shown: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """When the clocks of a zone show this time on a day. The same days are asked about for every call."""
    local = datetime.combine(day, shown, tzinfo=zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
