"""The investigation: what a case may become, and that no step of it is lost or told for nothing."""

from __future__ import annotations

from itertools import product

import pytest

from domain.call_state import CallState, CallStatus, CaseStatus, News
from domain.events import CallEvent, EventType
from domain.lifecycle import (
    CASE_EVENTS,
    CASE_NEWS,
    CASE_TRANSITIONS,
    Effect,
    advance,
    case_refusal,
    mark_still_open,
)
from domain.messages import MessageKey
from tests.builders import a_call, after, an_event, minutes, told

T = EventType
S = CaseStatus
STATUSES: tuple[CaseStatus | None, ...] = (None, *CaseStatus)
EVENT_OF = {status: event_type for event_type, status in CASE_EVENTS.items()}


def case(status: CaseStatus, at: float) -> CallEvent:
    return an_event(EVENT_OF[status], at=minutes(at))


def in_status(status: CaseStatus | None) -> CallState:
    return a_call(case_status=status, case_status_at=minutes(100) if status else None)


@pytest.mark.parametrize(("before", "to"), [*product(STATUSES, CaseStatus)])
def test_every_change_of_the_table_is_made_and_every_other_refused(before: CaseStatus | None, to: CaseStatus) -> None:
    state = in_status(before)
    step = advance(state, case(to, 200))
    opened_again = to is S.OPENED and before is not None
    if opened_again:
        assert (step.effect, step.state.case_status) == (Effect.NOTED, before)
    elif to in CASE_TRANSITIONS[before]:
        assert (step.effect, step.state.case_status, step.state.case_status_at) == (Effect.CHANGED, to, minutes(200))
    else:
        assert (step.effect, step.state) == (Effect.REFUSED, state)
        assert step.reason == case_refusal(state, to, at=minutes(200))
        assert f"not {to}" in step.reason


def test_a_refusal_says_what_is_possible() -> None:
    assert case_refusal(in_status(S.CLOSED), S.ARREST, at=minutes(200)) == (
        "the case is closed: it can become reopened, not arrest"
    )
    assert case_refusal(in_status(None), S.REOPENED, at=minutes(200)) == (
        "there is no case yet: it can become arrest, assigned, charged, closed, opened, suspended, not reopened"
    )


def test_a_case_of_a_merged_call_is_reported_at_the_surviving_one() -> None:
    merged = a_call(an_event(T.CALL_MERGED, at=minutes(5), merged_into="2026-777"))
    step = advance(merged, case(S.ARREST, 10))
    assert (step.effect, step.state) == (Effect.REFUSED, merged)
    assert "merged into call 2026-777" in step.reason


@pytest.mark.parametrize("status", [status for status in CaseStatus if status is not S.OPENED])
def test_every_status_but_opened_is_news_once_for_each_time(status: CaseStatus) -> None:
    before = in_status(S.CLOSED if status is S.REOPENED else S.ASSIGNED)
    state = advance(before, case(status, 200)).state
    assert state.untold == (News(key=CASE_NEWS[status], n=1),)
    assert state.last_news_at == minutes(200)
    assert state.status is CallStatus(status)


def test_a_summons_charges_without_an_arrest() -> None:
    state = a_call(case(S.OPENED, 60), case(S.ASSIGNED, 100), case(S.CHARGED, 200))
    assert [item.key for item in state.untold] == [MessageKey.DETECTIVE_ASSIGNED, MessageKey.CHARGES_FILED]


def test_an_arrest_at_the_scene_comes_before_a_detective() -> None:
    state = a_call(case(S.ARREST, 30), case(S.ASSIGNED, 100))
    assert state.case_status is S.ASSIGNED
    assert [item.key for item in state.untold] == [MessageKey.ARREST_MADE, MessageKey.DETECTIVE_ASSIGNED]


def test_a_second_arrest_is_told_as_the_second() -> None:
    state = a_call(case(S.ARREST, 30), case(S.ARREST, 40))
    assert state.untold == (News(key=MessageKey.ARREST_MADE, n=1), News(key=MessageKey.ARREST_MADE, n=2))


@pytest.mark.parametrize("status", [S.ASSIGNED, S.ARREST, S.CHARGED])
def test_what_happened_is_told_even_if_it_is_heard_of_late(status: CaseStatus) -> None:
    state = told(a_call(case(S.CLOSED, 500)))
    step = advance(state, case(status, 200))
    assert (step.effect, step.reason, step.state.case_status) == (Effect.CHANGED, "came late", S.CLOSED)
    assert step.state.untold == (News(key=CASE_NEWS[status], n=1),)


@pytest.mark.parametrize("status", [S.SUSPENDED, S.CLOSED, S.REOPENED])
def test_a_state_that_has_passed_is_no_longer_news(status: CaseStatus) -> None:
    state = told(a_call(case(S.ASSIGNED, 100), case(S.CLOSED, 300), case(S.REOPENED, 400), case(S.SUSPENDED, 500)))
    step = advance(state, case(status, 200))
    assert (step.effect, step.reason, step.state) == (Effect.NOTED, "came late", state)


def test_any_status_is_later_than_merely_opened_whatever_its_time() -> None:
    state = a_call(case(S.OPENED, 100), case(S.ASSIGNED, 50))
    assert (state.case_status, state.case_status_at) == (S.ASSIGNED, minutes(50))
    assert state.last_news_at == minutes(100)


def test_where_there_is_a_case_number_there_is_a_case() -> None:
    state = a_call(an_event(T.CALL_CLOSED, at=minutes(60), disposition="01", case_number="26-1"))
    assert (state.case_status, state.case_open, state.status) == (S.OPENED, True, CallStatus.CLEARED)
    assert after(state, case(S.ASSIGNED, 30)).case_status is S.ASSIGNED


def test_a_case_number_that_comes_with_a_status_does_not_hide_it() -> None:
    state = a_call(an_event(T.CASE_ARREST, at=minutes(30), case_number="26-1"))
    assert (state.case_status, state.case_counts) == (S.ARREST, {"arrest": 1})


def test_a_finished_call_is_taken_up_again_by_its_case() -> None:
    assert not after(a_call(finished=True), case(S.ARREST, 10)).finished


def test_a_case_is_open_until_closed_suspended_or_merged() -> None:
    assert {status for status in CaseStatus if in_status(status).case_open} == set(CaseStatus) - {S.CLOSED, S.SUSPENDED}
    merged = a_call(case(S.ASSIGNED, 10), an_event(T.CALL_MERGED, at=minutes(20), merged_into="2026-777"))
    assert not merged.case_open


def test_still_open_is_said_once_for_each_time_and_counts_as_news() -> None:
    state = told(a_call(case(S.ASSIGNED, 10)))
    first = mark_still_open(state, now=minutes(1000))
    assert first.state.untold == (News(key=MessageKey.STILL_OPEN, n=1),)
    assert first.state.last_news_at == minutes(1000)
    second = mark_still_open(told(first.state), now=minutes(2000))
    assert second.state.untold == (News(key=MessageKey.STILL_OPEN, n=2),)


def test_still_open_is_not_said_of_a_case_that_was_closed_at_that_moment() -> None:
    state = a_call(case(S.ASSIGNED, 10), case(S.CLOSED, 1000))
    assert mark_still_open(state, now=minutes(1000)).state == state


def test_still_open_is_not_said_beside_other_news() -> None:
    state = a_call(case(S.ASSIGNED, 10), case(S.ARREST, 999))
    step = mark_still_open(state, now=minutes(1000))
    assert (step.state.untold, step.state.last_news_at) == (state.untold, minutes(1000))
