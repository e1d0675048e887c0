"""What waits for staff is counted with what still waits, so that what nobody answers does not look quick."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analytics.results.waits import waiting
from tests.analytics.extract_fixtures import NOON
from tests.analytics.results.counted import EXTRACTED, counting

HOUR = timedelta(hours=1)


def done_after(hours: float, **also: Any) -> dict[str, Any]:
    return {"done_at": NOON + HOUR * hours, **also}


def test_kinds_are_told_apart_with_what_came_most_often_first() -> None:
    rows = [done_after(2, kind="letter"), *[done_after(hours) for hours in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]]
    with counting({"waiting": rows}) as found:
        [table] = waiting(found)
    assert table.rows == (
        ("call_back", 10, 10, 0, 5.0, 9.0, 0, 0, None),
        ("letter", 1, 1, 0, 2.0, 2.0, 0, 0, None),
    )


def test_letters_that_no_one_answers_do_not_look_quick() -> None:
    rows = [done_after(1, kind="letter")] * 4 + [{"kind": "letter"}] * 6
    with counting({"waiting": rows}) as found:
        [row] = waiting(found)[0].rows
    assert row[:6] == ("letter", 10, 4, 6, None, None)


def test_in_time_is_told_of_what_was_due_by_the_extract() -> None:
    due, later = NOON + 4 * HOUR, EXTRACTED + HOUR
    rows = [
        done_after(4, due_at=due),
        done_after(5, due_at=due),
        {"due_at": due},
        done_after(1, due_at=later),
        {"due_at": later},
    ]
    with counting({"waiting": rows}) as found:
        [row] = waiting(found)[0].rows
    assert row[6:] == (3, 1, 1 / 3)


def test_what_came_on_other_days_is_not_in_it() -> None:
    with counting({"waiting": [{"local_day": date(2026, 7, 1)}]}) as found:
        assert waiting(found)[0].rows == ()
