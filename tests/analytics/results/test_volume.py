"""Calls are counted by day, week or month, and by type."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analytics.results.spans import span_named
from analytics.results.volume import OTHER, TOP_TYPES, volume
from tests.analytics.results.counted import counting


@pytest.mark.parametrize(
    ("span", "begins", "days"),
    [
        ("2026-W23", [date(2026, 6, day) for day in range(1, 8)], [1] * 7),
        ("2026-Q2", [date(2026, 4, 1), *(date(2026, 4, 6) + timedelta(days=7 * n) for n in range(13))], [5, 7, 7]),
        ("2026", [date(2026, month, 1) for month in range(1, 13)], [31, 28, 31]),
    ],
)
def test_a_week_is_told_by_day_a_quarter_by_week_and_a_year_by_month(
    span: str, begins: list[date], days: list[int]
) -> None:
    calls = [{"local_day": date(2026, 1, 1) + timedelta(days=n)} for n in range(365)]
    with counting({"calls": calls}, span_named(span)) as found:
        over_time, _ = volume(found)
    assert list(over_time.column("since")) == begins
    assert list(over_time.column("days"))[: len(days)] == days
    assert sum(over_time.column("public")) == sum(over_time.column("days"))


def test_calls_of_the_public_and_of_officers_are_apart() -> None:
    with counting({"calls": [{}, {}, {"officer_initiated": True}, {"officer_initiated": None}]}) as found:
        over_time, by_type = volume(found)
    assert over_time.rows == ((date(2026, 6, 3), 1, 3, 1),)
    assert by_type.rows == (("LARCENY", 3, 1.0),)


def test_only_the_most_frequent_types_are_named() -> None:
    types = [f"TYPE{n:02}" for n in range(TOP_TYPES + 5) for _ in range(TOP_TYPES + 5 - n)]
    with counting({"calls": [{"incident_type": name} for name in [*types, None]]}) as found:
        rows = volume(found)[1].rows
    assert [row[0] for row in rows] == [*(f"TYPE{n:02}" for n in range(TOP_TYPES)), OTHER]
    assert rows[-1][1] == 1 + 2 + 3 + 4 + 5 + 1
    assert sum(row[2] for row in rows) == pytest.approx(1)


def test_sensitive_calls_are_counted_together_and_no_type_of_theirs_is_named() -> None:
    calls: list[dict[str, object]] = [
        {"incident_type": "DVA", "sensitive": True},
        {"incident_type": "SUICIDE", "sensitive": True},
        {"incident_type": "LARCENY", "sensitive": True},
        {"incident_type": "LARCENY"},
    ]
    with counting({"calls": calls}) as found:
        _, by_type = volume(found)

    assert by_type.rows == (("sensitive", 3, 0.75), ("LARCENY", 1, 0.25))
