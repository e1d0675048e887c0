"""Callers are told of a delay in time, later or not at all, and each of these is counted once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.results.delays import LEFT_OUT, delays
from tests.analytics.extract_fixtures import NOON
from tests.analytics.results.counted import Row, counting
from tests.thoroughness import examples

DUE = NOON + timedelta(minutes=30)


def told_after(seconds: int, **also: Any) -> dict[str, Any]:
    return {"delay_due_at": DUE, "delay_told_at": DUE + timedelta(seconds=seconds), **also}


def not_told(reason: str | None) -> dict[str, Any]:
    return {"delay_due_at": DUE, "delay_withheld": reason}


@pytest.mark.parametrize(("seconds", "in_time"), [(-5, 1), (0, 1), (60, 1), (61, 0)])
def test_a_minute_after_the_policys_time_is_in_time_and_more_is_later(seconds: int, in_time: int) -> None:
    with counting({"calls": [told_after(seconds)]}) as found:
        _, delay_told, _ = delays(found)
    assert delay_told.rows == ((3, 1, in_time, 1 - in_time, 0, float(in_time)),)


def test_the_share_is_of_all_that_were_due_and_calls_without_a_delay_are_not() -> None:
    calls = [told_after(10), told_after(20), told_after(300), not_told("no_contact"), {}, told_after(5, priority=1)]
    with counting({"calls": calls}) as found:
        _, delay_told, _ = delays(found)
    assert delay_told.rows == ((1, 1, 1, 0, 0, 1.0), (3, 4, 2, 1, 1, 0.5))
    assert LEFT_OUT not in delay_told.notes


def test_reasons_are_counted_by_their_code_with_the_most_frequent_first() -> None:
    reasons = ["landline: 21614", "landline: 30006", "opted_out", None, ""]
    with counting({"calls": [*map(not_told, reasons), told_after(1)]}) as found:
        _, _, why = delays(found)
    assert why.rows == (("landline", 2, 0.4), ("not_known", 2, 0.4), ("opted_out", 1, 0.2))


@pytest.mark.parametrize("reason", ["sensitive_call_type", "call_type_not_allowed: NOISE", "not_in_policy"])
def test_calls_of_which_the_policy_tells_nothing_are_not_due_and_said_so(reason: str) -> None:
    sensitive = not_told("no_contact") | {"sensitive": True}
    with counting({"calls": [told_after(1), not_told(reason), sensitive]}) as found:
        _, delay_told, why = delays(found)
    assert delay_told.rows == ((3, 1, 1, 0, 0, 1.0),)
    assert delay_told.values == {"left_out": 2}
    assert LEFT_OUT in delay_told.notes
    assert why.rows == ()


def test_calls_that_officers_began_are_in_none_of_it() -> None:
    with counting({"calls": [told_after(1, officer_initiated=True)]}) as found:
        assert [table.rows for table in delays(found)] == [(), (), ()]


def test_who_could_be_reached_and_who_was_told_is_counted_for_all_calls() -> None:
    calls: list[Row] = [
        {"callers": 2},
        {"callers": 1, "told": False},
        {"callers": 0, "told": False},
        {"callers": 0, "told": None},
    ]
    with counting({"calls": calls}) as found:
        told, _, _ = delays(found)
    assert told.rows == ((3, 4, 2, 1, 0.25),)


@settings(max_examples=examples(15))
@given(st.lists(st.tuples(st.integers(1, 2), st.none() | st.integers(-100, 200)), max_size=50))
def test_in_time_later_and_not_told_add_up_to_what_was_due(calls: list[tuple[int, int | None]]) -> None:
    rows = [
        not_told("no_sender") | {"priority": of} if seconds is None else told_after(seconds, priority=of)
        for of, seconds in calls
    ]
    with counting({"calls": rows}) as found:
        _, delay_told, _ = delays(found)

    for priority, due, in_time, later, none, share in delay_told.rows:
        mine = [seconds for of, seconds in calls if of == priority]
        assert due == len(mine) == in_time + later + none
        assert in_time == sum(seconds is not None and seconds <= 60 for seconds in mine)
        assert none == mine.count(None)
        assert share == in_time / due
