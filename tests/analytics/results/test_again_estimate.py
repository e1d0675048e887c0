"""The estimate of calls back avoided finds an effect that is there, finds none where none is, and is not fooled."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from analytics.results.again_estimate import LEAST_NOT_TOLD, Arm, Avoided, Stratum, TooFew, avoided

Called = tuple[int, bool, int]
"""Priority, told or not, and further calls."""


def arm(again: list[int]) -> Arm:
    return Arm(calls=len(again), again=sum(again), squares=sum(each * each for each in again))


def strata(calls: list[Called], *, apart: bool = True) -> list[Stratum]:
    by: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for priority, told, again in calls:
        by[priority if apart else 0, told].append(again)
    return [Stratum(told=arm(by[of, True]), not_told=arm(by[of, False])) for of in sorted({of for of, _ in by})]


def simulated(random: Random, *, effect: float, calls: int = 1500) -> list[Called]:
    """Callers of priority 4 are less often told than those of priority 2, and call back much more."""
    found: list[Called] = []
    for _ in range(calls):
        priority = random.choice((2, 3, 4))
        told = random.random() < {2: 0.9, 3: 0.7, 4: 0.5}[priority]
        chance = {2: 0.05, 3: 0.15, 4: 0.35}[priority] - effect * told
        again = int(random.random() < chance)
        found.append((priority, told, again + (again and random.random() < 0.3)))
    return found


def estimated(calls: list[Called], *, apart: bool = True) -> Avoided:
    found = avoided(strata(calls, apart=apart))
    assert isinstance(found, Avoided)
    return found


RUNS = 200


@pytest.mark.parametrize("effect", [0.0, 0.04])
def test_the_interval_holds_the_true_effect_nineteen_times_in_twenty(effect: float) -> None:
    truth = effect * 1.3  # of those who call back, three in ten do it twice
    results = [estimated(simulated(Random(run), effect=effect)) for run in range(RUNS)]

    covered = sum(each.low <= truth <= each.high for each in results)
    assert covered >= 0.92 * RUNS
    assert sum(each.difference for each in results) / RUNS == pytest.approx(truth, abs=0.006)


def test_a_known_effect_is_told_from_none() -> None:
    found = estimated(simulated(Random(7), effect=0.05, calls=20_000))

    assert found.low > 0
    assert found.difference == pytest.approx(0.05 * 1.3, abs=0.02)


def test_what_decides_who_is_told_and_who_calls_back_is_not_taken_for_an_effect() -> None:
    calls = simulated(Random(11), effect=0.0, calls=20_000)

    together, apart = estimated(calls, apart=False), estimated(calls)

    assert together.low > 0.05
    assert apart.low <= 0 <= apart.high


def test_the_difference_is_standardized_to_those_who_were_told() -> None:
    many_told = Stratum(told=arm([0] * 900), not_told=arm([1] * 100 + [0] * 100))
    few_told = Stratum(told=arm([1] * 100), not_told=arm([1] * 500))

    found = avoided([many_told, few_told])

    assert isinstance(found, Avoided)
    assert (found.told, found.not_told) == (1000, 700)
    assert found.again_told == pytest.approx(0.1)
    assert found.again_not_told == pytest.approx(0.9 * 0.5 + 0.1)
    assert found.difference == pytest.approx(0.45)
    assert found.low < found.difference < found.high


def test_strata_with_few_of_either_are_left_out() -> None:
    thin = Stratum(told=arm([9] * 500), not_told=arm([0] * 2))
    thick = Stratum(told=arm([0, 1] * 500), not_told=arm([0, 1] * 100))

    found = avoided([thin, thick])

    assert isinstance(found, Avoided)
    assert (found.told, found.difference) == (1000, 0.0)


@pytest.mark.parametrize(
    "few",
    [
        [],
        [Stratum(told=arm([0, 1] * 500), not_told=arm([0, 1] * (LEAST_NOT_TOLD // 2 - 1)))],
        [Stratum(told=arm([0] * 500), not_told=arm([0] * 200))],
        [
            Stratum(told=arm([0, 1] * 100), not_told=arm([0, 1] * 100)),
            Stratum(told=arm([0, 1] * 101), not_told=arm([])),
        ],
    ],
    ids=["none at all", "few not told", "no calls back", "most of the told have none like them"],
)
def test_nothing_is_told_from_too_few(few: list[Stratum]) -> None:
    assert isinstance(avoided(few), TooFew)
