"""A state that believed a clock ahead of ours is healed by the next true events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.call_state import CallStatus, End
from domain.clocks import is_ahead
from domain.events import CallEvent, EventType
from domain.healing import healed
from tests.builders import a_call, after, an_event, minutes
from tests.strategies import BLANK, histories

T = EventType
IN_2036 = minutes(60 * 24 * 365 * 10)


def test_a_true_type_is_heard_after_one_from_2036() -> None:
    state = a_call(an_event(T.CALL_UPDATED, at=IN_2036, priority=4))
    true = an_event(T.CALL_UPDATED, at=minutes(9), priority=1)
    assert after(state, true).priority == 4
    assert after(healed(state, now=minutes(10)), true).priority == 1


def test_what_had_happened_has_happened_by_now() -> None:
    state = a_call(an_event(T.UNIT_ARRIVED, at=IN_2036), an_event(T.CALL_CLOSED, at=IN_2036))
    state = healed(state, now=minutes(10))
    assert (state.arrived_at, state.ended, state.ended_at) == (minutes(10), End.CLOSED, minutes(10))
    assert after(state, an_event(T.CALL_REOPENED, at=minutes(11))).ended is None


def test_a_merged_call_stays_merged() -> None:
    state = healed(a_call(an_event(T.CALL_MERGED, at=IN_2036, merged_into="2026-777")), now=minutes(10))
    assert after(state, an_event(T.CALL_CLOSED, at=minutes(9))).status is CallStatus.MERGED


@given(histories(), st.integers(-60, 3000))
def test_nothing_is_ahead_afterwards_and_what_is_not_ahead_stays(history: tuple[CallEvent, ...], at: int) -> None:
    state, now = after(BLANK, *history), minutes(at)
    well = healed(state, now=now)
    assert healed(well, now=now) is well
    assert not any(is_ahead(moment, now) for moment in well.known_since.values())
    assert (well.sensitive, well.incident_type, well.ended) == (state.sensitive, state.incident_type, state.ended)
    if all(event.occurred_at <= now for event in history):
        assert well is state
