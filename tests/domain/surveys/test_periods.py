"""Periods are the agency's own calendar months, quarters and years, and never overlap."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.surveys.periods import NAME, Every, period_at, period_named, periods_between

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  bare


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("2026-Q4", "2026-10-01T07:00:00+00:00", "2027-01-01T08:00:00+00:00"),
        ("2026-12", "2026-12-01T08:00:00+00:00", "2027-01-01T08:00:00+00:00"),
        ("2026", "2026-01-01T08:00:00+00:00", "2027-01-01T08:00:00+00:00"),
    ],
)
def test_a_period_begins_at_midnight_by_the_agencys_clock(name: str, begins: str, ends: str) -> None:
    period = period_named(name, LOS_ANGELES)
    assert (period.name, period.begins.isoformat(), period.ends.isoformat()) == (name, begins, ends)


@pytest.mark.parametrize("name", ["", "2026-13", "2026-Q5", "2026-Q0", "26", "2026-1", "1999", "2026-Q3x", "٢٠٢٦"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="2026-Q3"):
        period_named(name, UTC)


@given(MOMENTS, st.sampled_from(Every))
def test_a_moment_lies_in_its_period_and_the_name_leads_back_to_it(moment: datetime, every: Every) -> None:
    period = period_at(moment, every, LOS_ANGELES)
    assert period.begins <= moment < period.ends
    assert re.fullmatch(NAME, period.name)
    assert period_named(period.name, LOS_ANGELES) == period


@given(MOMENTS, st.integers(0, 1500), st.lists(st.sampled_from(Every), min_size=7, max_size=7))
def test_periods_follow_each_other_without_gap_or_overlap(first: datetime, days: int, lengths: list[Every]) -> None:
    last = first + timedelta(days=days)
    periods = periods_between(first, last, lambda year: lengths[year % 7], LOS_ANGELES)
    assert periods[0].begins <= first
    assert periods[-1].begins <= last < periods[-1].ends
    assert all(one.ends == other.begins for one, other in pairwise(periods))
