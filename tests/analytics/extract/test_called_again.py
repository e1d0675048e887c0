"""Further calls of the same callers are counted as a plain loop would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analytics.extract.called_again import CallsAgain

START = datetime(2026, 6, 2, 17, 0, tzinfo=UTC)

Known = list[tuple[int, int | None, list[str]]]
"""Of each call: when it came, until when it waited, in minutes, and the numbers of its callers."""

CALLS = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.one_of(st.none(), st.integers(0, 90)),
        st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3),
    ),
    max_size=12,
)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def counted(calls: Known) -> dict[str, int]:
    again = CallsAgain()
    for number, (received, until, phones) in enumerate(calls):
        for phone in phones:
            again.add(f"{number}", phone, at(received), None if until is None else at(until))
    return dict(again.counted())


def by_a_plain_loop(calls: Known) -> dict[str, int]:
    found = {}
    for number, (received, until, phones) in enumerate(calls):
        others = {
            other
            for other, (came, _, theirs) in enumerate(calls)
            if received < came and (until is None or came < until) and set(phones) & set(theirs)
        }
        if others - {number}:
            found[f"{number}"] = len(others - {number})
    return found


@given(CALLS)
def test_it_counts_as_a_plain_loop_does(calls: Known) -> None:
    assert counted(calls) == by_a_plain_loop(calls)


def test_without_callers_there_is_nothing() -> None:
    assert counted([]) == {}
    assert counted([(0, 10, [])]) == {}
