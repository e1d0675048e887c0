"""Busy beats do not point at anyone, and what truly differs is found with enough answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.coaching.chance import rejected, two_sided
from analytics.coaching.comparing import compare
from analytics.coaching.example import CALL_TAKERS, LOOKED_AT, OFFICERS, PRAISED, invented_calls
from analytics.coaching.making import compared_by_role
from analytics.coaching.material import RatedCall, as_arrays
from analytics.coaching.shrinking import shrunken
from benchmarks.coaching import busy_beats
from domain.coaching.policy import CoachingRule
from domain.coaching.terms import Direction, SubjectRole

RULE = CoachingRule()
TODAY = date(2026, 6, 3)


def a_call(*officers: str, well: bool = True, beat: str = "B1", **values: object) -> RatedCall:
    """One that one person answered about."""
    call = RatedCall(
        role=SubjectRole.OFFICER,
        of=officers,
        day=TODAY,
        beat=beat,
        shift=6,
        incident_type="LARCENY",
        rating=5 if well else 1,
        answers=1,
        full_marks=int(well),
    )
    return replace(call, **values)  # type: ignore[arg-type]


def calls_of(officer: str, well: int, badly: int, beat: str = "B1") -> list[RatedCall]:
    """So many of one officer."""
    return [a_call(officer, well=n < well, beat=beat) for n in range(well + badly)]


def test_busy_beats_point_at_no_one() -> None:
    found = busy_beats(150)

    assert len(found.pointed) > 10_000
    assert found.share_pointed <= 0.01
    assert abs(found.with_workload(found.pointed)) < 0.05
    assert abs(found.with_workload(found.estimate)) < 0.05
    # What must not happen does happen where every officer is set beside the whole department.
    assert np.mean(found.naive) > 0.1
    assert found.with_workload(found.naive) > 0.1


def test_who_truly_differs_is_found_with_enough_answers_and_few_others_are() -> None:
    found = busy_beats(30, seed=2, different=0.05, by=1.5)
    pointed, truly = np.asarray(found.pointed), np.asarray(found.truly)
    right, enough = np.asarray(found.right_way), np.asarray(found.compared) >= 100

    assert pointed[enough & (truly != 0)].mean() > 0.5
    assert right[pointed].mean() > 0.9
    assert found.with_workload(found.estimate) < 0.05


def test_a_hard_beat_explains_its_own_answers() -> None:
    easy = [call for n in range(4) for call in calls_of(f"E{n}", 45, 5)]
    hard = [call for n in range(4) for call in calls_of(f"H{n}", 20, 30, beat="B2")]

    found = {each.subject: each for each in compare(as_arrays(easy + hard), RULE)}

    assert found["H1"].expected == pytest.approx(0.4)
    assert found["E1"].expected == pytest.approx(0.9)
    assert all(each.direction is None for each in found.values())


def test_what_is_expected_comes_from_others_alone() -> None:
    calls = calls_of("1", 0, 20) + calls_of("2", 20, 0) + calls_of("3", 20, 0)

    found = {each.subject: each for each in compare(as_arrays(calls), RULE)}

    assert found["1"].expected == pytest.approx(1)
    assert found["2"].expected == pytest.approx(0.5)
    assert found["1"].direction is Direction.LOOK


@pytest.mark.parametrize(("own", "is_shown"), [(9, False), (10, True)])
def test_under_ten_answers_nothing_is_shown(own: int, is_shown: bool) -> None:
    peers = [call for n in range(3) for call in calls_of(f"P{n}", 20, 10)]
    found = compare(as_arrays(peers + calls_of("1", own, 0)), RULE)
    assert ("1" in {each.subject for each in found}) is is_shown


@pytest.mark.parametrize(("calls", "is_shown"), [(4, False), (5, True)])
def test_many_answers_about_few_calls_are_not_enough(calls: int, is_shown: bool) -> None:
    peers = [call for n in range(3) for call in calls_of(f"P{n}", 20, 10)]
    own = [a_call("1", answers=5) for _ in range(calls)]
    found = compare(as_arrays(peers + own), RULE)
    assert ("1" in {each.subject for each in found}) is is_shown


def test_calls_like_which_peers_had_too_few_are_not_compared() -> None:
    peers = [call for n in range(3) for call in calls_of(f"P{n}", 20, 10)]
    alone = calls_of("1", 0, 30, beat="Z9") + calls_of("2", 4, 0, beat="Z9") + calls_of("1", 12, 0)

    found = {each.subject: each for each in compare(as_arrays(peers + alone), RULE)}

    assert (found["1"].calls, found["1"].compared, found["1"].answers, found["1"].well) == (42, 12, 12, 12)


def test_a_call_with_two_officers_counts_for_each() -> None:
    peers = [call for n in range(3) for call in calls_of(f"P{n}", 20, 10)]
    shared = [a_call("1", "2") for _ in range(12)]
    found = {each.subject: each for each in compare(as_arrays(peers + shared), RULE)}
    assert found["1"].compared == found["2"].compared == 12


def test_the_invented_year_points_at_whom_it_was_made_to() -> None:
    found = compared_by_role(invented_calls(TODAY), RULE)
    assert [each.subject for each in found[SubjectRole.OFFICER]] == list(OFFICERS), "by id, by nothing else"
    assert {each.subject: each.direction for each in found[SubjectRole.OFFICER] if each.direction} == {
        PRAISED: Direction.PRAISE,
        LOOKED_AT: Direction.LOOK,
    }
    assert [each.subject for each in found[SubjectRole.CALL_TAKER]] == list(CALL_TAKERS)


def test_nothing_comes_of_nothing() -> None:
    assert compared_by_role([], RULE) == {SubjectRole.OFFICER: (), SubjectRole.CALL_TAKER: ()}


GROUPS = st.lists(
    st.integers(2, 12).flatmap(
        lambda every: st.tuples(st.integers(1, every - 1), st.just(every), st.integers(0, every))
    ),
    min_size=1,
    max_size=3,
)


@given(groups=GROUPS, place=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_the_chance_is_that_of_counting_every_way_to_draw(groups: list[tuple[int, int, int]], place: float) -> None:
    ways = {0: 1.0}
    for own, every, good in groups:
        of_group = {n: comb(good, n) * comb(every - good, own - n) / comb(every, own) for n in range(own + 1)}
        ways = {
            total: sum(ways.get(total - n, 0) * chance for n, chance in of_group.items())
            for total in range(max(ways) + own + 1)
        }
    possible = [total for total, chance in ways.items() if chance > 0]
    well = possible[round(place * (len(possible) - 1))]
    below = sum(chance for total, chance in ways.items() if total <= well)
    above = sum(chance for total, chance in ways.items() if total >= well)
    assert two_sided(well, groups) == pytest.approx(min(1, 2 * min(below, above)))


@given(chances=st.lists(st.floats(0, 1), min_size=1, max_size=30), share=st.sampled_from([0.01, 0.05]))
@settings(deadline=None)
def test_what_stands_out_is_a_run_of_the_smallest_chances(chances: list[float], share: float) -> None:
    found = rejected(np.array(chances), share)
    count = int(found.sum())
    in_order = sorted(chances)
    assert count == max(n for n in range(len(chances) + 1) if n == 0 or in_order[n - 1] <= share * n / len(chances))
    assert not found.any() or max(np.array(chances)[found]) <= min([*np.array(chances)[~found], 1])


def test_few_calls_are_drawn_far_toward_what_is_expected_and_many_are_not() -> None:
    calls = np.array([10, 1000] + [100] * 40)
    share = np.array([0.5, 0.5] + [0.6, 0.8] * 20)
    drawn = shrunken(calls, calls * share, np.full(len(calls), 0.7))
    assert 0.7 - drawn.share[0] < 0.1 < 0.7 - drawn.share[1]
    assert drawn.high[0] - drawn.low[0] > drawn.high[1] - drawn.low[1]
    assert ((drawn.low < drawn.share) & (drawn.share < drawn.high)).all()
