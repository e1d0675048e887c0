"""Intervals, against figures from published tables and worked examples."""

from __future__ import annotations

from math import sqrt
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.surveys.intervals import mean, share, t_quantile


@pytest.mark.parametrize(
    ("freedom", "table"), [(9, 2.262157), (14, 2.144787), (29, 2.045230), (99, 1.984217), (1000, 1.962339)]
)
def test_the_quantiles_of_t_are_those_of_the_tables(freedom: int, table: float) -> None:
    assert t_quantile(freedom) == pytest.approx(table, abs=0.0002)


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_wilsons_interval(part: int, of: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3: the examples everybody checks with."""
    found = share(part, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_mean_has_students_interval() -> None:
    found = mean((1, 0, 2, 3, 4))
    half = 2.262157 * stdev([1, 3, 3, 4, 4, 4, 5, 5, 5, 5]) / sqrt(10)
    assert found.value == pytest.approx(3.9)
    assert found.high - found.value == pytest.approx(half, abs=0.0001)
    assert found.value - found.low == pytest.approx(half, abs=0.0001)


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 10))
def test_intervals_hold_the_figure_and_stay_where_figures_can_be(counts: list[int]) -> None:
    found = mean(counts)
    assert 1 <= found.low <= found.value <= found.high <= 5
    for count in counts:
        part = share(count, sum(counts))
        assert 0 <= part.low <= part.value <= part.high <= 1
