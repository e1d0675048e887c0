"""Weeks, months, quarters and years by the agency's calendar: their names, neighbors, and which an extract holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics.extracts import Extract
from analytics.results.figure_table import DaySpan


class SpanKind(StrEnum):
    """How long a span is. A week is that of ISO 8601: from Monday, named by the year of its Thursday."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


FORMS = "2026-W47 (a week), 2026-10 (a month), 2026-Q3 (a quarter) or 2026 (a year)"
_NAME = re.compile(r"(20\d\d)(?:-(?:W(\d\d)|Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_DAY = timedelta(days=1)


class UnknownSpan(ValueError):
    """What was written names no span of days."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no span of days. Write it as {FORMS}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSpan:
    """A span and whether the extract holds all of it; if not, it runs still, or began before the extract does."""

    span: DaySpan
    whole: bool


def span_named(name: str) -> DaySpan:
    """The span that is written so, as in FORMS. Raises UnknownSpan."""
    found = _NAME.fullmatch(name.strip())
    if not found:
        raise UnknownSpan(name)
    year, week, quarter, month = found.groups()
    if week:
        try:
            return span_of(date.fromisocalendar(int(year), int(week), 1), SpanKind.WEEK)
        except ValueError:
            raise UnknownSpan(name) from None
    if quarter:
        return span_of(date(int(year), int(quarter) * 3, 1), SpanKind.QUARTER)
    return span_of(date(int(year), int(month or 1), 1), SpanKind.MONTH if month else SpanKind.YEAR)


def span_of(day: date, kind: SpanKind) -> DaySpan:
    """The span of that kind in which a day lies."""
    return _OF[kind](day)


def span_before(span: DaySpan) -> DaySpan:
    """The one of the same kind that ends where it begins."""
    return span_of(span.begins - _DAY, kind_of(span))


def span_after(span: DaySpan) -> DaySpan:
    """The one of the same kind that begins where it ends."""
    return span_of(span.ends, kind_of(span))


def kind_of(span: DaySpan) -> SpanKind:
    """By its name."""
    name = span.name
    if "W" in name:
        return SpanKind.WEEK
    if "Q" in name:
        return SpanKind.QUARTER
    return SpanKind.MONTH if "-" in name else SpanKind.YEAR


def spans_of(extract: Extract, kind: SpanKind) -> tuple[HeldSpan, ...]:
    """Those of a kind of which the extract holds a day, the oldest first."""
    since, until = extract.about.since, extract.about.until
    if since >= until:
        return ()
    found = [span_of(since, kind)]
    while found[-1].ends < until:
        found.append(span_after(found[-1]))
    return tuple(HeldSpan(span=span, whole=is_whole(extract, span)) for span in found)


def is_whole(extract: Extract, span: DaySpan) -> bool:
    """True if the extract holds every day of it."""
    return extract.about.since <= span.begins and span.ends <= extract.about.until


def last_whole(extract: Extract, kind: SpanKind) -> DaySpan | None:
    """The newest of that kind of which the extract holds every day; None if there is none."""
    return next((held.span for held in reversed(spans_of(extract, kind)) if held.whole), None)


def _week(day: date) -> DaySpan:
    year, week, weekday = day.isocalendar()
    monday = day - _DAY * (weekday - 1)
    return DaySpan(name=f"{year}-W{week:02}", begins=monday, ends=monday + _DAY * 7)


def _months(day: date, count: int, name: str) -> DaySpan:
    month = (day.month - 1) // count * count + 1
    after = month + count
    ends = date(day.year + 1, 1, 1) if after > 12 else date(day.year, after, 1)
    return DaySpan(name=name, begins=date(day.year, month, 1), ends=ends)


_OF: Mapping[SpanKind, Callable[[date], DaySpan]] = {
    SpanKind.WEEK: _week,
    SpanKind.MONTH: lambda day: _months(day, 1, f"{day:%Y-%m}"),
    SpanKind.QUARTER: lambda day: _months(day, 3, f"{day.year}-Q{(day.month + 2) // 3}"),
    SpanKind.YEAR: lambda day: _months(day, 12, f"{day.year}"),
}
