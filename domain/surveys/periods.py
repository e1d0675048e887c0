"""The periods by which results of surveys are released: months, quarters or years of the agency's own calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

NAME = r"^20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
"""How a period is written: 2026-07, 2026-Q3 or 2026."""


class Every(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
_WRITTEN: dict[Every, Callable[[int, int], str]] = {
    Every.MONTH: lambda year, month: f"{year}-{month:02}",
    Every.QUARTER: lambda year, month: f"{year}-Q{(month + 2) // 3}",
    Every.YEAR: lambda year, month: f"{year}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `begins` until before `ends`, in UTC."""

    name: str
    every: Every
    begins: datetime
    ends: datetime


def period_at(moment: datetime, every: Every, zone: tzinfo) -> Period:
    """The period in which a moment lies."""
    local = moment.astimezone(zone)
    months = _MONTHS[every]
    month = (local.month - 1) // months * months + 1
    begins = _first_of(local.year, month, zone)
    ends = _first_of(local.year, month + months, zone)
    return Period(name=_WRITTEN[every](local.year, month), every=every, begins=begins, ends=ends)


def period_named(name: str, zone: tzinfo) -> Period:
    """The period that is written so. Raises ValueError for what is none."""
    if not re.fullmatch(NAME, name):
        raise ValueError("a period is written as 2026-Q3, 2026-07 or 2026")
    year, _, part = name.partition("-")
    if part.startswith("Q"):
        return period_at(_first_of(int(year), int(part[1:]) * 3, zone), Every.QUARTER, zone)
    return period_at(_first_of(int(year), int(part or 1), zone), Every.MONTH if part else Every.YEAR, zone)


def periods_between(first: datetime, last: datetime, every: Callable[[int], Every], zone: tzinfo) -> list[Period]:
    """Every period from that of `first` to that of `last`, the oldest first. `every`: how long those of a year are.

    All periods of a calendar year are of one length, so none overlaps another.
    """
    periods: list[Period] = []
    moment = first
    while not periods or moment <= last:
        periods.append(period_at(moment, every(moment.astimezone(zone).year), zone))
        moment = periods[-1].ends
    return periods


def month_of(moment: datetime, zone: tzinfo) -> str:
    """The month a moment lies in, by that zone's calendar."""
    return f"{moment.astimezone(zone):%Y-%m}"


def _first_of(year: int, month: int, zone: tzinfo) -> datetime:
    """In UTC; the thirteenth month is the first of the next year."""
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=zone).astimezone(UTC)
