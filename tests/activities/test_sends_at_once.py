"""Which messages leave without a turn in a queue: never more than a share of an agency's rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.sends_at_once import OF_ONE_STEP, PAUSE, RUNNING_MOST, SLOW, SendsAtOnce


class Clock:
    """Seconds, as a test sets them."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def at_once(clock: Clock, *, each: float = 10.0, whole: float = 1000.0) -> SendsAtOnce:
    return SendsAtOnce(each=each, whole=whole, share=0.5, clock=clock)


def test_an_agency_that_wants_little_never_waits() -> None:
    clock = Clock()
    sends = at_once(clock)
    for _ in range(100):
        assert sends.may_leave("A", 1)
        clock.now += 0.25


def test_one_that_wants_more_takes_turns_with_everything_for_a_while_and_others_do_not() -> None:
    clock = Clock()
    sends = at_once(clock)
    assert [sends.may_leave("A", 1) for _ in range(8)] == [True] * 5 + [False] * 3
    assert sends.may_leave("B", 2)
    clock.now += PAUSE / 2
    assert not sends.may_leave("A", 1)
    clock.now += PAUSE / 2
    assert sends.may_leave("A", 1)


def test_an_own_rate_counts_and_lets_a_text_and_an_email_leave_together() -> None:
    clock = Clock()
    sends = at_once(clock)
    sends.know({"slow": 0.5, "fast": 100.0})
    assert [sends.may_leave("slow", 1) for _ in range(3)] == [True, True, False]
    assert all(sends.may_leave("fast", 1) for _ in range(50))


def test_all_agencies_together_have_a_share_of_the_whole() -> None:
    sends = at_once(Clock(), whole=20.0)
    assert sum(sends.may_leave(f"agency {n}", 1) for n in range(30)) == 10


def test_a_step_that_tells_many_and_one_that_tells_none() -> None:
    sends = at_once(Clock(), each=100)
    assert not sends.may_leave("A", OF_ONE_STEP + 1)
    assert not sends.may_leave("A", 0)
    assert sends.may_leave("A", OF_ONE_STEP)


def test_no_more_than_a_few_run_at_the_same_moment() -> None:
    sends = at_once(Clock())
    running = [sends.watching() for _ in range(RUNNING_MOST)]
    for each in running:
        assert sends.may_leave("A", 1)
        each.__enter__()
    assert not sends.may_leave("B", 1)
    running[0].__exit__(None, None, None)
    assert sends.may_leave("B", 1)


@pytest.mark.parametrize("fails", [True, False])
def test_after_a_slow_or_failed_send_all_take_turns_for_a_while(fails: bool) -> None:
    clock = Clock()
    sends = at_once(clock)
    if fails:
        with pytest.raises(ZeroDivisionError), sends.watching():
            raise ZeroDivisionError
    else:
        with sends.watching():
            clock.now += SLOW + 0.1
    assert not sends.may_leave("A", 1)
    clock.now += PAUSE
    assert sends.may_leave("A", 1)


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(0, 5)), max_size=60))
def test_in_no_span_more_leaves_than_the_share_allows(wanted: list[tuple[float, int]]) -> None:
    """Of a rate of 10, half: in any span of `t` seconds at most what is saved up, 5, and 5 a second."""
    clock = Clock()
    sends = at_once(clock)
    left: list[tuple[float, int]] = []
    for pause, count in wanted:
        clock.now += pause
        if sends.may_leave("A", count):
            left.append((clock.now, count))
    for first, (began, _) in enumerate(left):
        for last in range(first, len(left)):
            span = left[last][0] - began
            assert sum(count for _, count in left[first : last + 1]) <= 5 + 5 * span + 1e-6
