"""PAI and PEI, by hand and in what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hot_spots.accuracy import accuracy

scores = st.lists(st.integers(0, 5), min_size=6, max_size=6)


def test_two_of_ten_cells_with_half_of_the_calls_have_a_pai_of_two_and_a_half() -> None:
    followed = np.array([6, 4, 5, 5, 0, 0, 0, 0, 0, 0])
    found = accuracy(np.array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]), followed, 2)
    assert found is not None
    assert (found.caught, found.pai) == pytest.approx((0.5, 2.5))
    assert found.pei == pytest.approx(10 / 11)  # the best two have 6 and 5


def test_cells_that_tie_count_with_their_mean() -> None:
    found = accuracy(np.array([3, 1, 1, 1]), np.array([4, 6, 0, 0]), 2)
    assert found is not None
    assert found.caught == pytest.approx((4 + 6 / 3) / 10)


@pytest.mark.parametrize(("followed", "chosen"), [([0, 0, 0], 1), ([1, 2, 3], 0), ([1, 2, 3], 4)])
def test_nothing_chosen_or_nothing_that_followed_says_nothing(followed: list[int], chosen: int) -> None:
    assert accuracy(np.array([1, 2, 3]), np.array(followed), chosen) is None


@given(scores, scores.filter(any), st.integers(1, 6))
def test_no_ranking_is_better_than_the_best(ranked: list[int], followed: list[int], chosen: int) -> None:
    found, best = (accuracy(np.array(by), np.array(followed), chosen) for by in (ranked, followed))
    assert found is not None
    assert best is not None
    assert found.pei <= best.pei + 1e-9
    assert best.pei == pytest.approx(1.0)
    assert found.pai == pytest.approx(found.caught * 6 / chosen)


@given(st.permutations(range(6)), scores, scores.filter(any), st.integers(1, 6))
def test_the_order_of_cells_changes_nothing(
    order: list[int], ranked: list[int], followed: list[int], chosen: int
) -> None:
    plain = accuracy(np.array(ranked), np.array(followed), chosen)
    shuffled = accuracy(np.array(ranked)[order], np.array(followed)[order], chosen)
    assert plain is not None
    assert shuffled is not None
    assert plain.caught == pytest.approx(shuffled.caught)
