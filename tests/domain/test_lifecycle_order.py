"""Whatever the order in which events are heard, however often: the response to a call comes out the same."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from domain.call_state import CallState
from domain.events import CallEvent, EventType
from domain.lifecycle import Effect, advance
from tests.builders import after, an_event, minutes
from tests.strategies import BLANK, RESPONSE_TYPES, events, histories


def response(state: CallState) -> dict[str, Any]:
    """Everything that must not depend on the order."""
    names = (
        "received_at incident_type priority beat officer_initiated sensitive eta_minutes case_number disposition "
        "dispatched_at en_route_at arrived_at ended ended_at merged_into reopened_at status response_over "
        "officer_expected"
    ).split()
    return {name: getattr(state, name) for name in names}


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[tuple[CallEvent, ...], list[CallEvent]]:
    """A history, and the same with repeats in another order."""
    history = draw(histories(RESPONSE_TYPES))
    repeats = draw(st.lists(st.sampled_from(history), max_size=5))
    return history, draw(st.permutations([*history, *repeats]))


@given(shuffled())
def test_the_response_comes_out_the_same_in_any_order_and_with_any_repeats(
    both: tuple[tuple[CallEvent, ...], list[CallEvent]],
) -> None:
    history, other = both
    in_time = sorted(history, key=lambda event: event.occurred_at)
    assert response(after(BLANK, *other)) == response(after(BLANK, *in_time))


@given(histories())
def test_what_is_refused_changes_nothing_and_what_is_noted_changes_no_fact(history: tuple[CallEvent, ...]) -> None:
    state = BLANK
    for event in history:
        step = advance(state, event)
        if step.effect is Effect.REFUSED:
            assert step.state == state
            assert step.reason
        if step.effect is Effect.NOTED:
            assert response(step.state) == response(state)
        state = step.state


@given(st.lists(events(at=st.integers(-3, 3).map(minutes)), max_size=20))
@example(history=[an_event(EventType.CALL_MERGED, merged_into="2026-001")])
def test_no_event_is_too_strange_whatever_went_before(history: list[CallEvent]) -> None:
    state = BLANK
    for event in history:
        state = advance(state, event).state
        assert state.status


@given(histories(), st.data())
def test_once_sensitive_a_call_stays_sensitive_in_any_order(
    history: tuple[CallEvent, ...], data: st.DataObject
) -> None:
    sensitive = an_event(EventType.CALL_UPDATED, at=minutes(data.draw(st.integers(0, 300))), incident_type="DVA")
    order = data.draw(st.permutations([*history, sensitive]))
    assert after(BLANK, *order).sensitive


@given(histories(RESPONSE_TYPES))
def test_an_event_heard_again_at_once_changes_nothing(history: tuple[CallEvent, ...]) -> None:
    state = BLANK
    for event in history:
        once = advance(state, event).state
        assert response(advance(once, event).state) == response(once)
        state = once


@given(histories(RESPONSE_TYPES))
def test_the_parts_of_a_state_agree(history: tuple[CallEvent, ...]) -> None:
    state = after(BLANK, *history)
    assert (state.ended is None) == (state.ended_at is None)
    assert state.ended_at is None or state.reopened_at is None or state.ended_at >= state.reopened_at
    assert not (state.officer_expected and state.response_over)
