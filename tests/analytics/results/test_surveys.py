"""Survey figures are those of released periods, each by itself, and what is hidden stays hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.results.spans import span_named
from analytics.results.surveys import EARLIER, NONE, WITHIN, surveys
from domain.surveys import intervals
from tests.analytics.results.counted import counting
from tests.thoroughness import examples

Q1 = {"period": "2026-Q1", "begins": date(2026, 1, 1), "ends": date(2026, 4, 1)}
Q2 = {"period": "2026-Q2", "begins": date(2026, 4, 1), "ends": date(2026, 7, 1)}
Q3 = {"period": "2026-Q3", "begins": date(2026, 7, 1), "ends": date(2026, 10, 1)}
BEAT = {"dimension": "beat", "value": "C2"}


def asked(period: dict[str, Any], invited: int | None, answered: int | None, **also: Any) -> dict[str, Any]:
    return {**period, "invited": invited, "answered": answered, **also}


def rated(period: dict[str, Any], *counts: int | None, **also: Any) -> dict[str, Any]:
    known = [count for count in counts if count is not None]
    ratings = sum(known) if len(known) == len(counts) else None
    by_rating = {f"rated_{rating}": count for rating, count in enumerate(counts, start=1)}
    return {**period, "question": "overall", "words": "How was it?", "ratings": ratings, **by_rating, **also}


def hidden(period: dict[str, Any], **also: Any) -> dict[str, Any]:
    return rated(period, None, None, None, None, None, **also)


def test_the_mean_and_the_share_of_good_ratings_come_with_their_intervals() -> None:
    with counting({"surveys": [asked(Q2, 100, 22), rated(Q2, 1, 0, 2, 7, 10), rated(Q2, 5, 0, 0, 0, 5, **BEAT)]}) as of:
        satisfaction, by_group, response, _ = surveys(of)

    mean, good = intervals.mean([1, 0, 2, 7, 10]), intervals.share(17, 20)
    assert satisfaction.rows == (
        ("2026-Q2", "overall", "How was it?", 20, 4.25, mean.low, mean.high, 0.85, good.low, good.high),
    )
    assert [row[:6] for row in by_group.rows] == [("2026-Q2", "beat", "C2", "overall", "How was it?", 10)]
    rate = intervals.share(22, 100)
    assert response.rows == (("2026-Q2", 100, 22, 0.22, rate.low, rate.high),)


def test_hidden_groups_and_questions_have_no_figures_at_all() -> None:
    rows = [
        hidden(Q2),
        asked(Q2, None, None),
        hidden(Q2, **BEAT),
        asked(Q2, 12, None, **BEAT),
        rated(Q2, 3, None, 4, 5, 6, ratings=18, value="C3", dimension="beat"),
    ]
    with counting({"surveys": rows}) as found:
        satisfaction, by_group, response, response_by_group = surveys(found)

    assert satisfaction.rows == (("2026-Q2", "overall", "How was it?", *[None] * 7),)
    assert [row[5:] for row in by_group.rows] == [(None,) * 7] * 2
    assert response.rows == (("2026-Q2", None, None, None, None, None),)
    assert response_by_group.rows == (("2026-Q2", "beat", "C2", 12, None, None, None, None),)


@pytest.mark.parametrize(
    ("span", "periods", "note"),
    [
        ("2026", "2026-Q1, 2026-Q2, 2026-Q3", WITHIN),
        ("2026-Q2", "2026-Q2", WITHIN),
        ("2026-07", "2026-Q2", EARLIER),
        ("2026-09", "2026-Q3", EARLIER),
        ("2026-W36", "2026-Q2", EARLIER),
        ("2026-Q4", "2026-Q3", EARLIER),
        ("2026-02", "", NONE),
        ("2025", "", NONE),
    ],
)
def test_the_released_periods_in_the_span_or_the_last_one_before_are_shown(span: str, periods: str, note: Any) -> None:
    rows = [row for period in (Q3, Q1, Q2) for row in (asked(period, 50, 20), rated(period, 4, 4, 4, 4, 4))]
    with counting({"surveys": rows}, span_named(span)) as found:
        tables = surveys(found)

    satisfaction, _, response, _ = tables
    assert all(table.values == {"periods": periods} and table.notes[-1] is note for table in tables)
    assert ", ".join(satisfaction.column("period")) == ", ".join(response.column("period")) == periods


def test_periods_are_never_added_up() -> None:
    rows = [rated(Q1, 1, 2, 3, 4, 5), rated(Q2, 5, 4, 3, 2, 1)]
    with counting({"surveys": rows}, span_named("2026")) as found:
        satisfaction = surveys(found)[0]
    assert satisfaction.column("ratings") == (15, 15)


def test_a_question_that_no_one_rated_and_one_that_one_person_did_have_no_mean() -> None:
    with counting({"surveys": [rated(Q2, 0, 0, 0, 0, 0), rated(Q2, 0, 0, 0, 0, 1)]}) as found:
        satisfaction = surveys(found)[0]
    assert satisfaction.column("ratings") == (0, 1)
    assert satisfaction.column("mean") == (None, None)


COUNTS = st.lists(st.none() | st.integers(0, 40), min_size=5, max_size=5)


@settings(max_examples=examples(15))
@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_a_figure_is_shown_only_if_every_count_is_and_then_it_is_right(groups: list[list[int | None]]) -> None:
    rows = [rated(Q2, *counts, dimension="beat", value=str(n)) for n, counts in enumerate(groups)]
    with counting({"surveys": rows}, span_named("2026-Q2")) as found:
        by_group = surveys(found)[1]

    for counts, row in zip(groups, by_group.rows, strict=True):
        n, mean, low, high, good, good_low, good_high = row[5:]
        known = [count for count in counts if count is not None]
        if len(known) < 5:
            assert row[5:] == (None,) * 7
        elif sum(known) > 1:
            assert n == sum(known)
            assert mean == pytest.approx(sum(r * c for r, c in enumerate(known, start=1)) / n)
            assert good == pytest.approx((known[3] + known[4]) / n)
            assert 1 <= low <= mean <= high <= 5
            assert 0 <= good_low <= good <= good_high <= 1
            for end in (
                good_low,
                good_high,
            ):  # Wilson's: where the truth is as far from the share as chance may bring it
                assert abs(good - end) <= 1.959964 * (end * (1 - end) / n) ** 0.5 + 1e-9
