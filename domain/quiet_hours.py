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
    first = (_first_opening(now, window, windows) for window in windows)
    return min((opening for opening in first if opening is not None), default=None)


def later_by(moment: datetime, length: timedelta, windows: Collection[Window]) -> datetime:
    """The moment by which all windows have been open for so long in all; the next plain one if they never are."""
    left = length
    for opens, closes in _open_times(moment, tuple(windows)):
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
        moment = closes
    return moment.astimezone(UTC) + left


def _open_times(moment: datetime, windows: tuple[Window, ...]) -> Iterator[tuple[datetime, datetime]]:
    """From when until when all windows are open from now on."""
    first = _open_time(moment, windows) if windows else None
    if first is not None:
        yield first
        yield from _open_times_after(first[1], windows)


@lru_cache(maxsize=1024)
def _open_times_after(closed: datetime, windows: tuple[Window, ...]) -> tuple[tuple[datetime, datetime], ...]:
    """The same once they have closed, which they do at the same moments for every call."""
    found: list[tuple[datetime, datetime]] = []
    while len(found) < _MOST_PAUSES - 1 and (then := _open_time(closed, windows)) is not None:
        found.append(then)
        closed = then[1]
    return tuple(found)


def _open_time(moment: datetime, windows: tuple[Window, ...]) -> tuple[datetime, datetime] | None:
    opens = next_allowed_by_all(moment, windows)
    return None if opens is None else (opens, min(_closing(opens, window) for window in windows))


def _first_opening(now: datetime, window: Window, windows: Collection[Window]) -> datetime | None:
    """The first opening of this window at which all of them are open."""
    openings = (at for at in _showing(window.hours.start, window.zone, since=now) if at >= now)
    return next((at for at in openings if all(is_allowed(at, each.hours, each.zone) for each in windows)), None)


def _closing(moment: datetime, window: Window) -> datetime:
    """The next moment at which this window, which is open, is not any more."""
    return next(at for at in _showing(window.hours.end, window.zone, since=moment) if at > moment)


def _showing(shown: time, zone: tzinfo, *, since: datetime) -> Iterator[datetime]:
    """When the clocks of a zone show this time, from that day on, one after the other."""
    today = since.astimezone(zone).date()
    for day in range(_DAYS_AHEAD):
        yield from _shown_at(today + timedelta(days=day), shown, zone)


@lru_cache(maxsize=4096)
def _shown_at(day: date, shown: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """When the clocks of a zone show this time on a day: two moments on the night an hour is repeated, in their order.

    The same days are asked about for every call.
    """
    local = datetime.combine(day, shown, tzinfo=zone)
    first, second = sorted((local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)))
    return first, second
