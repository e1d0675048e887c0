"""Spans of days are named, follow each other without a gap, and are held by an extract whole or in part."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.extracts import Extract, ExtractAbout
from analytics.results.figure_table import DaySpan
from analytics.results.spans import (
    SpanKind,
    UnknownSpan,
    is_whole,
    kind_of,
    last_whole,
    span_after,
    span_before,
    span_named,
    span_of,
    spans_of,
)
from tests.analytics.results.counted import EXTRACTED

DAYS = st.dates(date(2020, 1, 1), date(2089, 12, 31))
KINDS = st.sampled_from(SpanKind)


def an_extract_of(since: date, until: date) -> Extract:
    about = ExtractAbout(
        ori="WASPD0000", agency="Springfield", time_zone="UTC", extracted_at=EXTRACTED, since=since, until=until
    )
    return Extract(folder=Path("20270101T113000Z"), about=about)


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 23)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 5)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_span_is_found_by_its_name(name: str, begins: date, ends: date) -> None:
    assert span_named(name) == DaySpan(name=name, begins=begins, ends=ends)


@pytest.mark.parametrize(
    "name", ["", "october", "2026-13", "2026-Q5", "2026-W00", "2025-W53", "1999", "2026-1", "٢٠٢٦"]
)
def test_what_names_no_span_is_answered_with_the_forms(name: str) -> None:
    with pytest.raises(UnknownSpan, match=r"2026-W47 \(a week\), 2026-10 .*, 2026-Q3 .* or 2026"):
        span_named(name)


@given(DAYS, KINDS)
def test_every_day_lies_in_one_span_of_each_kind_and_its_name_finds_it(day: date, kind: SpanKind) -> None:
    span = span_of(day, kind)

    assert span.begins <= day < span.ends
    assert kind_of(span) is kind
    assert span_named(span.name) == span
    assert span_of(span.ends - timedelta(days=1), kind) == span


@given(DAYS, KINDS)
def test_spans_follow_each_other_without_a_gap(day: date, kind: SpanKind) -> None:
    span = span_of(day, kind)

    assert span_before(span).ends == span.begins
    assert span_after(span).begins == span.ends
    assert span_after(span_before(span)) == span


def test_an_extract_holds_some_spans_whole_and_some_in_part() -> None:
    extract = an_extract_of(date(2026, 9, 15), date(2026, 11, 29))

    held = {found.span.name: found.whole for found in spans_of(extract, SpanKind.MONTH)}

    assert held == {"2026-09": False, "2026-10": True, "2026-11": False}
    assert last_whole(extract, SpanKind.MONTH) == span_named("2026-10")
    assert last_whole(extract, SpanKind.WEEK) == span_named("2026-W47")
    assert last_whole(extract, SpanKind.QUARTER) is None
    assert not is_whole(extract, span_named("2026"))


def test_a_span_that_ends_where_the_extract_does_is_whole() -> None:
    extract = an_extract_of(date(2026, 1, 1), date(2027, 1, 1))

    assert [held.whole for held in spans_of(extract, SpanKind.YEAR)] == [True]
    assert last_whole(extract, SpanKind.QUARTER) == span_named("2026-Q4")


def test_an_extract_of_no_day_holds_nothing() -> None:
    extract = an_extract_of(date(2026, 1, 1), date(2026, 1, 1))

    assert spans_of(extract, SpanKind.WEEK) == ()
    assert last_whole(extract, SpanKind.WEEK) is None
