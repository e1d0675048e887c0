"""How far back coaching keeps and compares, and what counts as an id."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.coaching.policy import months_before
from domain.coaching.terms import is_subject_id
from tests.coaching_fixtures import OPENED


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 6, 3), 12, date(2025, 6, 3)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, earlier: date) -> None:
    assert months_before(day, months) == earlier


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), months=st.integers(0, 40))
def test_so_many_months_earlier_is_so_many_months_earlier(day: date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day <= day.day


def test_what_is_kept_longer_is_not_compared_longer() -> None:
    today = date(2026, 6, 3)
    assert replace(OPENED, keep_months=36).kept_since(today) == date(2023, 6, 3)
    assert replace(OPENED, keep_months=36).compared_since(today) == date(2025, 6, 3)
    assert replace(OPENED, keep_months=3).compared_since(today) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "is_id"),
    [("4711", True), ("O-24", True), ("jsmith7", True), ("", False), ("Jo Doe", False), ("206-555-0100", False)],
)
def test_names_and_numbers_of_people_are_no_ids(text: str, is_id: bool) -> None:
    assert is_subject_id(text) is is_id
