"""Each row finds the row of the span before that is about the same; estimates are not compared."""

from __future__ import annotations

from analytics.results.all_figures import SHAPES
from analytics.results.comparison import can_be_compared, rows_before


def test_a_row_finds_what_is_about_the_same_before_it() -> None:
    shape = SHAPES["withheld_reasons"]
    now = shape.table([("opted_out", 5, 0.5), ("landline", 3, 0.3), ("stale", 2, 0.2)])
    before = shape.table([("stale", 9, 0.9), ("opted_out", 1, 0.1)])

    assert rows_before(now, before) == (("opted_out", 1, 0.1), None, ("stale", 9, 0.9))


def test_rows_that_several_columns_name_are_told_apart_by_all_of_them() -> None:
    shape = SHAPES["answer_by_priority_and_hour"]
    now, before = shape.table([(1, 5, *[1] * 6)]), shape.table([(1, 6, *[2] * 6), (2, 5, *[3] * 6), (1, 5, *[4] * 6)])

    assert rows_before(now, before) == ((1, 5, *[4] * 6),)


def test_days_released_periods_and_estimates_are_not_compared() -> None:
    not_compared = {key for key, shape in SHAPES.items() if not can_be_compared(shape.table())}
    assert not_compared == {
        "volume",
        "asked_again",
        "asked_again_compared",
        "satisfaction",
        "satisfaction_by_group",
        "response_rate",
        "response_rate_by_group",
    }
    table = SHAPES["response_rate"].table([("2026-Q2", 100, 20, 0.2, 0.1, 0.3)])
    assert rows_before(table, table) == (None,)
