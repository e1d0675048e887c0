"""How soon an officer came is counted for calls of the public, with what has no minutes counted beside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.results.answers import answer_times
from tests.analytics.extract_fixtures import NOON
from tests.analytics.results.counted import counting
from tests.thoroughness import examples

MINUTE = timedelta(minutes=1)


def after(minutes: float) -> datetime:
    return NOON + MINUTE * minutes


def test_the_median_and_the_ninetieth_percentile_are_of_calls_that_were_answered() -> None:
    answered = [{"arrived_at": after(minutes), "ended_at": after(minutes + 30)} for minutes in range(1, 11)]
    others = [{"ended_at": after(40)}, {}, {}]
    with counting({"calls": [*answered, *others, {"priority": 1, "arrived_at": after(7)}]}) as found:
        by_priority, _, _ = answer_times(found)

    assert by_priority.rows == ((1, 1, 1, 0, 0, 7.0, 7.0), (3, 13, 10, 1, 2, 5.0, 9.0))
    assert [column.name for column in by_priority.columns][:3] == ["priority", "calls", "answered"]


def test_what_is_no_call_for_an_officer_is_left_out_and_said_so() -> None:
    left_out = [
        {"officer_initiated": True, "arrived_at": NOON},
        {"end": "cancelled", "ended_at": after(5)},
        {"end": "merged", "ended_at": after(5)},
        {"end": "merged", "ended_at": after(5), "arrived_at": after(3)},
    ]
    came_before_they_cancelled = {"end": "cancelled", "arrived_at": after(4), "ended_at": after(5)}
    with counting({"calls": [*left_out, came_before_they_cancelled]}) as found:
        by_priority, _, _ = answer_times(found)

    assert by_priority.rows == ((3, 1, 1, 0, 0, 4.0, 4.0),)
    assert by_priority.values == {"by_officers": 1, "cancelled": 1, "merged": 2}


def test_calls_of_other_days_are_not_in_it() -> None:
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)]
    with counting({"calls": [{"local_day": day} for day in days]}) as found:
        assert answer_times(found)[0].column("calls") == (2,)


def test_hours_are_those_of_the_call_by_the_agencys_clocks() -> None:
    calls = [{"local_hour": hour, "priority": hour % 2, "arrived_at": after(hour + 1)} for hour in (0, 23, 23, 5)]
    with counting({"calls": calls}) as found:
        _, by_hour, by_both = answer_times(found)

    assert by_hour.column("hour") == (0, 5, 23)
    assert by_hour.column("calls") == (1, 1, 2)
    assert [row[:3] for row in by_both.rows] == [(0, 0, 1), (1, 5, 1), (1, 23, 2)]


def test_a_wait_over_the_hour_that_the_clocks_skip_is_as_long_as_it_was() -> None:
    before = datetime(2026, 3, 8, 9, 50, tzinfo=UTC)  # 1:50 in Seattle; at 2:00 it is 3:00
    call = {"received_at": before, "arrived_at": before + 20 * MINUTE, "local_hour": 1}
    with counting({"calls": [call]}) as found:
        assert answer_times(found)[0].column("median_minutes") == (20.0,)


def test_an_officer_who_was_there_before_the_call_took_no_time() -> None:
    with counting({"calls": [{"arrived_at": after(-3)}]}) as found:
        assert answer_times(found)[0].column("median_minutes") == (0.0,)


def test_a_call_without_a_priority_comes_last() -> None:
    with counting({"calls": [{"priority": None}, {"priority": 9}]}) as found:
        assert answer_times(found)[0].column("priority") == (9, None)


@settings(max_examples=examples(15))
@given(st.lists(st.tuples(st.integers(1, 3), st.none() | st.integers(0, 20_000)), max_size=60))
def test_percentiles_are_the_smallest_times_that_so_many_did_not_exceed(calls: list[tuple[int, int | None]]) -> None:
    rows = [
        {"priority": priority, "arrived_at": None if seconds is None else NOON + timedelta(seconds=seconds)}
        for priority, seconds in calls
    ]
    with counting({"calls": rows}) as found:
        by_priority, _, _ = answer_times(found)

    for priority, count, answered, _, waiting, median, p90 in by_priority.rows:
        times = sorted(seconds for of, seconds in calls if of == priority and seconds is not None)
        assert (count, answered) == (sum(of == priority for of, _ in calls), len(times))
        assert waiting == count - answered
        if times:
            assert median == times[ceil(len(times) / 2) - 1] / 60
            assert p90 == times[ceil(len(times) * 9 / 10) - 1] / 60
        else:
            assert median is None
            assert p90 is None
