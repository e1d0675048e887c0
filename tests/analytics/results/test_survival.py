"""The time within which a share was over takes into account what still waits."""

from __future__ import annotations

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from analytics.results.survival import Lasted, waited


def over(*times: float) -> list[Lasted]:
    return [Lasted(time=time, ended=1, of=1) for time in times]


def still(*times: float) -> list[Lasted]:
    return [Lasted(time=time, ended=0, of=1) for time in times]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.sampled_from([1, 5, 9]))
def test_where_all_are_over_it_is_the_smallest_time_that_so_many_did_not_exceed(times: list[int], tenths: int) -> None:
    assert waited(over(*times), tenths / 10) == sorted(times)[ceil(len(times) * tenths / 10) - 1]


def test_one_that_waits_longer_than_the_others_lasts_longer_than_them() -> None:
    assert waited(over(1, 2, 3) + still(10), 0.5) == 2
    assert waited(over(1, 2, 3) + still(10), 0.9) is None


def test_one_that_came_lately_says_nothing_of_longer_waits() -> None:
    lately = still(*[0.5] * 96)
    assert waited(over(1, 2, 3, 4) + lately, 0.5) == 2


def test_kaplan_and_meiers_own_example_gives_their_curve() -> None:
    # Kaplan and Meier (1958), section 2: deaths at 0.8, 3.1, 5.4, 9.2; losses at 1.0, 2.7, 7.0, 12.1.
    # P(0.8) = 7/8, P(3.1) = 7/10, P(5.4) = 21/40, P(9.2) = 21/80.
    example = over(0.8, 3.1, 5.4, 9.2) + still(1.0, 2.7, 7.0, 12.1)
    assert [waited(example, share) for share in (0.12, 0.13, 0.3, 0.31, 0.47, 0.48, 0.73, 0.74)] == [
        *(0.8, 3.1, 3.1, 5.4, 5.4, 9.2, 9.2),
        None,
    ]


def test_nothing_that_waited_gives_no_time() -> None:
    assert waited([], 0.5) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40))
def test_counting_what_still_waits_never_makes_it_shorter(waits: list[tuple[int, bool]]) -> None:
    everything = [Lasted(time=time, ended=int(ended), of=1) for time, ended in waits]
    only_done = [each for each in everything if each.ended]
    longer, shorter = waited(everything, 0.5), waited(only_done, 0.5)
    assert longer is None or (shorter is not None and longer >= shorter)
