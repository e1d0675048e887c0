"""When something may be sent that has to wait for a decent hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from domain.policy import Hours

# A window that falls into the hour a zone skips in spring does not open at all that day.
_DAYS_AHEAD = 3


def is_allowed(moment: datetime, hours: Hours, zone: tzinfo) -> bool:
    """True if clocks in `zone` show a time inside the window at this aware moment."""
    return hours.start <= moment.astimezone(zone).time() < hours.end


def next_allowed(moment: datetime, hours: Hours, zone: tzinfo) -> datetime:
    """The aware moment itself if it is allowed, else the next opening; in UTC, right on days of 23 and 25 hours."""
    now = moment.astimezone(UTC)
    if is_allowed(now, hours, zone):
        return now
    return min(opening for opening in _openings(now, hours, zone) if opening >= now)


def _openings(moment: datetime, hours: Hours, zone: tzinfo) -> Iterator[datetime]:
    """Both readings of the opening time, which differ on the night an hour is repeated."""
    today = moment.astimezone(zone).date()
    for day in range(_DAYS_AHEAD):
        for fold in (0, 1):
            local = datetime.combine(today + timedelta(days=day), hours.start, tzinfo=zone).replace(fold=fold)
            opening = local.astimezone(UTC)
            if is_allowed(opening, hours, zone):
                yield opening
