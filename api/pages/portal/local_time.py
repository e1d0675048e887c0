"""A moment as a page shows it: by the agency's clocks, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from db.tables import Agency
from locales.formats import format_date, format_time


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime:
    """`iso` is for machines, `day` and `clock` are for people."""

    iso: str
    day: str
    clock: str


def by_the_clocks_of(agency: Agency, language: str) -> Callable[[datetime], LocalTime]:
    """Says moments for the readers of one page."""
    zone = ZoneInfo(agency.time_zone)

    def when(moment: datetime) -> LocalTime:
        return LocalTime(
            iso=moment.astimezone(zone).isoformat(timespec="minutes"),
            day=format_date(moment, language, zone),
            clock=format_time(moment, language, zone),
        )

    return when
