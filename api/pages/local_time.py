"""A moment as a page shows it: by the agency's clocks, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from db.tables import Agency
from locales.dates_and_times import format_date, format_time, time_in_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime:
    """`iso` is for machines, `day` and `clock` are for people; `at` is the clock as it stands in a sentence."""

    iso: str
    day: str
    clock: str
    at: str


def local_time(moment: datetime, agency: Agency, language: str) -> LocalTime:
    """The moment in the agency's time zone, written as readers of the language do."""
    zone = ZoneInfo(agency.time_zone)
    return LocalTime(
        iso=moment.astimezone(zone).isoformat(timespec="minutes"),
        day=format_date(moment, language, zone),
        clock=format_time(moment, language, zone),
        at=time_in_sentence(moment, language, zone),
    )
