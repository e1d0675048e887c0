"""Calls are compared with calls like them, and only those that could not be told for reasons that are not theirs."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from analytics.results.asked_again import asked_again
from analytics.results.asked_again_words import LEFT_OUT, MAY_BE_CHANCE, OF_YEAR, TOO_FEW
from tests.analytics.extract_fixtures import NOON
from tests.analytics.results.counted import Tables, counting

DUE = NOON + timedelta(minutes=30)


def a_call(*, told: bool, again: int = 0, waited: int = 90, reason: str = "landline", **also: Any) -> dict[str, Any]:
    return {
        "delay_due_at": DUE,
        "delay_told_at": DUE if told else None,
        "delay_withheld": None if told else reason,
        "arrived_at": NOON + timedelta(minutes=waited),
        "called_again": again,
        **also,
    }


def compared(tables: Tables) -> tuple[tuple[Any, ...], ...]:
    with counting(tables) as found:
        return asked_again(found)[1].rows


def calls(told: int, not_told: int, **also: Any) -> list[dict[str, Any]]:
    return [a_call(told=True, **also)] * told + [a_call(told=False, **also)] * not_told


def test_calls_are_like_each_other_by_priority_wait_and_hour() -> None:
    rows = compared(
        {
            "calls": [
                *calls(12, 10, waited=59),
                *calls(12, 11, waited=60),
                *calls(12, 12, waited=500, again=1),
                *calls(13, 10, local_hour=23),
                *calls(14, 10, priority=1),
                *calls(50, 2, priority=5),
            ]
        }
    )
    assert rows == (
        (1, "60-120", "12-18", 14, 10, 0.0, 0.0),
        (3, "30-60", "12-18", 12, 10, 0.0, 0.0),
        (3, "60-120", "12-18", 12, 11, 0.0, 0.0),
        (3, "60-120", "18-24", 13, 10, 0.0, 0.0),
        (3, "480+", "12-18", 12, 12, 100.0, 100.0),
    )


@pytest.mark.parametrize(
    "reason", ["opted_out", "not_wanted", "not_safe", "limit_reached", "duplicate", "no_contact", "careful_address"]
)
def test_who_wants_nothing_has_called_often_or_has_no_number_is_not_compared(reason: str) -> None:
    assert compared({"calls": calls(20, 20, reason=reason)}) == ()


@pytest.mark.parametrize("reason", ["landline: 21614", "no_sender", "over_budget", "sender_limit: 30023", "shadow"])
def test_machines_money_and_trials_are_compared(reason: str) -> None:
    assert len(compared({"calls": calls(20, 20, reason=reason)})) == 1


@pytest.mark.parametrize(
    "unlike",
    [
        {"officer_initiated": True},
        {"sensitive": True},
        {"end": "merged"},
        {"arrived_at": None},
        {"delay_due_at": None},
        {"called_again": None},
    ],
)
def test_calls_without_a_caller_who_waited_for_an_officer_are_not_in_it(unlike: dict[str, Any]) -> None:
    assert compared({"calls": [call | unlike for call in calls(20, 20)]}) == ()


def test_a_message_that_failed_told_nothing() -> None:
    told = [a_call(told=True) for _ in range(30)]
    message = {"key": "officer_delayed"}
    failed = message | {"status": "permanent_failure"}
    messages = [
        *({**failed, "call_id": f"call-{n}", "reason": "landline: 30006"} for n in range(1, 16)),
        {**failed, "call_id": "call-16", "reason": "undelivered: 30003"},
        {**failed, "call_id": "call-17", "reason": "landline: 30006"},
        {**message, "call_id": "call-17", "channel": "email"},
    ]
    assert compared({"calls": told, "messages": messages}) == ((3, "60-120", "12-18", 14, 15, 0.0, 0.0),)


def test_the_estimate_is_told_with_its_interval_and_what_is_not_in_it() -> None:
    random = Random(3)
    several = [
        a_call(told=told, again=int(random.random() < (0.1 if told else 0.3))) for told in [True] * 800 + [False] * 400
    ]
    with counting({"calls": [*several, *calls(40, 0, priority=5)]}) as found:
        table, _ = asked_again(found)
    [row] = table.rows
    told, not_told, again_told, again_not_told, avoided, low, high, number, fewest, most = row
    assert (told, not_told, table.values["left_out"]) == (800, 400, 40)
    assert avoided == pytest.approx(again_not_told - again_told)
    assert 0 < low < 20 < high
    assert (number, fewest, most) == (round(avoided * 8), round(low * 8), round(high * 8))
    assert LEFT_OUT in table.notes
    assert MAY_BE_CHANCE not in table.notes


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    several = [a_call(told=told, again=n % 4 == 0) for told in (True, False) for n in range(200)]
    with counting({"calls": several}) as found:
        assert MAY_BE_CHANCE in asked_again(found)[0].notes


def test_where_a_month_has_too_few_the_year_up_to_its_end_tells() -> None:
    days = [date(2026, month, 3) for month in (1, 2, 3, 4, 5, 6)]
    several = [call for day in days for call in calls(50, 30, local_day=day, again=1)]
    after_it, long_before = (calls(500, 500, local_day=day) for day in (date(2026, 7, 1), date(2025, 6, 30)))
    with counting({"calls": [*several, *after_it, *long_before]}) as found:
        table, compared = asked_again(found)

    assert table.rows[0][:2] == compared.rows[0][3:5] == (300, 180)
    assert OF_YEAR in table.notes
    assert (table.values["since"], table.values["until"]) == ("2025-07-01", "2026-06-30")
    assert OF_YEAR in compared.notes


def test_too_few_to_compare_give_no_row_and_a_sentence() -> None:
    with counting({"calls": calls(50, 20, again=1)}) as found:
        table, _ = asked_again(found)
    assert table.rows == ()
    assert TOO_FEW in table.notes
    assert table.values == {"not_told": 20, "least": 100}
