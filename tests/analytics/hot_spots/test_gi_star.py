"""Gi* and its chances: right by hand, equal to esda, equal to permutations; and no hot spot where there is none."""

from __future__ import annotations

import warnings
from itertools import combinations
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from analytics.hot_spots.gi_star import chance, gi_star, standardized, tails_of_sums
from tests.analytics.hot_spots.cities import INTENSITIES, SHAPES, null_cities, shape, spotted_cities

LINE = csr_array(np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]]))
"""Four cells in a row."""

few_counts = st.lists(st.integers(0, 6), min_size=4, max_size=8)


def test_the_statistic_is_that_of_the_formula() -> None:
    counts = np.array([4, 2, 0, 0])
    # Mean 1.5, standard deviation sqrt(2.75); the first cell and its neighbor: (6 - 3) / (s sqrt((4*2 - 4) / 3)).
    z = standardized(counts, LINE @ counts, np.array([2, 3, 3, 2]))
    assert isclose(z[0], 3 / (2.75**0.5 * (4 / 3) ** 0.5))
    assert isclose(z[1], (6 - 4.5) / (2.75**0.5 * (3 / 3) ** 0.5))
    assert isclose(z[3], -z[0])


def test_the_chance_of_a_sum_is_its_share_of_all_permutations() -> None:
    counts = np.array([4, 2, 0, 0])
    # Two of the four counts: 4+2, 4+0, 4+0, 2+0, 2+0, 0+0.
    p = chance(counts, LINE @ counts, np.array([2, 3, 3, 2]))
    assert p.tolist() == pytest.approx([1 / 6, 2 / 4, 1.0, 1.0])


@given(few_counts, st.integers(1, 4))
def test_tails_are_those_of_all_draws_counted_one_by_one(counts: list[int], drawn: int) -> None:
    draws = [sum(draw) for draw in combinations(counts, drawn)]
    tails = tails_of_sums(np.array(counts), drawn)[drawn]
    for least, share in enumerate(tails.tolist()):
        assert isclose(share, sum(total >= least for total in draws) / len(draws), abs_tol=1e-12)


def test_chances_agree_with_permutations_by_a_seed() -> None:
    places, generator = shape("village"), np.random.default_rng(7)
    counts = generator.poisson(1.0, len(places.cells))
    sums, sizes = places.near @ counts, places.near.sum(axis=1)
    dealt = generator.permuted(np.tile(counts, (2_000, 1)), axis=1).T
    whole = sizes == 7
    pooled = np.sort((places.near @ dealt)[whole].ravel())
    by_permutation = 1 - np.searchsorted(pooled, sums[whole]) / len(pooled)
    assert np.abs(by_permutation - chance(counts, sums, sizes)[whole]).max() < 0.005


def test_the_statistic_is_that_of_esda() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.getisord import G_Local
        from libpysal.weights import W
    places = shape("village")
    counts = np.random.default_rng(3).poisson(2.0, len(places.cells))
    near = places.near
    neighbors = {i: [int(j) for j in near.indices[near.indptr[i] : near.indptr[i + 1]] if j != i] for i in range(217)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = G_Local(
            counts.astype(float), W(neighbors, silence_warnings=True), transform="B", star=True, permutations=0
        )
    ours = standardized(counts, near @ counts, near.sum(axis=1))
    assert np.allclose(ours, theirs.Zs)


@given(st.permutations(range(19)), st.lists(st.integers(0, 9), min_size=19, max_size=19))
def test_the_order_of_cells_changes_nothing(order: list[int], counts: list[int]) -> None:
    places = shape("village")
    some = places.near[:19][:, :19]
    plain, shuffled = gi_star(np.array(counts), some), gi_star(np.array(counts)[order], some[order][:, order])
    assert np.allclose(plain.z[order], shuffled.z)
    assert np.allclose(plain.p[order], shuffled.p)
    assert (plain.hot[order] == shuffled.hot).all()


@given(st.lists(st.integers(0, 9), min_size=19, max_size=19), st.integers(2, 5))
def test_counts_so_many_times_as_large_are_as_hot(counts: list[int], times: int) -> None:
    some = shape("village").near[:19][:, :19]
    once, often = gi_star(np.array(counts), some), gi_star(np.array(counts) * times, some)
    assert np.allclose(once.z, often.z)
    assert np.allclose(once.p, often.p)


@pytest.mark.parametrize("count", [0, 3])
def test_where_all_counts_are_equal_no_cell_stands_out(count: int) -> None:
    found = gi_star(np.full(4, count), LINE)
    assert not found.hot.any()
    assert found.z.tolist() == [0, 0, 0, 0]
    assert found.p.tolist() == [1, 1, 1, 1]


def test_no_cells_at_all_are_no_error() -> None:
    assert len(gi_star(np.zeros(0, dtype=np.int64), csr_array((0, 0), dtype=np.int64)).hot) == 0


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("intensity", INTENSITIES)
def test_at_least_95_of_100_cities_without_hot_spots_show_none(name: str, intensity: float) -> None:
    with_some = sum(bool(found.hot.any()) for found in null_cities(name, intensity, 200, seed=13))
    assert with_some <= 10


@pytest.mark.parametrize("rings", [(1, 1, 1), (1, 2, 3), (2, 2)])
def test_known_hot_spots_are_found_and_little_else(rings: tuple[int, ...]) -> None:
    found = list(spotted_cities(rings, quiet=2.0, strength=7.0, cities=40, seed=17))
    assert np.mean([each.recall for each in found]) >= 0.9
    assert np.mean([each.outside for each in found]) <= 0.05
    assert np.mean([each.apart for each in found]) <= 0.01


def test_a_busy_center_is_hot_without_any_spot() -> None:
    places = shape("town")
    out = np.hypot(*(places.meters - places.meters.mean(axis=0)).T)
    counts = np.random.default_rng(19).poisson(1 + 9 * np.exp(-((out / 900) ** 2)))
    hot = gi_star(counts, places.near).hot
    assert hot.sum() > 50
    assert out[hot].mean() < 0.6 * out.mean()


def test_one_cell_by_itself_does_not_stand_out() -> None:
    places = shape("town")
    counts = np.random.default_rng(23).poisson(1.0, len(places.cells))
    counts[800] = 60
    assert not gi_star(counts, places.near).hot.any()
