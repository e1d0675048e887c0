"""What makes each message untrue, and when it is too late for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.call_state import CallState, CaseStatus
from domain.events import CallEvent, EventType
from domain.messages import NEWS_KEYS, MessageKey
from domain.validity import LEAST, is_stale, seconds_left
from tests.builders import START, a_call, after, an_event, minutes


def event(event_type: EventType, at: float = 60, **facts: str) -> CallEvent:
    return an_event(event_type, at=minutes(at), **facts)


ARRIVED = event(EventType.UNIT_ARRIVED, 35)
CANCELLED = event(EventType.CALL_CANCELLED, 35)
REOPENED_CALL = event(EventType.CALL_REOPENED, 70)
REOPENED_CASE = event(EventType.CASE_REOPENED, 70)
CASE_OPENED = event(EventType.CASE_OPENED, 40, case_number="26-1")


def closed(disposition: str) -> CallEvent:
    return event(EventType.CALL_CLOSED, 50, disposition=disposition)


def a_case(status: CaseStatus) -> CallState:
    return a_call(CASE_OPENED, event(EventType(f"case.{status}")))


WAITING = a_call()
UNTRUE: dict[MessageKey, tuple[CallState, tuple[CallEvent, ...]]] = {
    MessageKey.CALL_RECEIVED: (WAITING, (CANCELLED, closed("05"))),
    MessageKey.OFFICER_DELAYED: (WAITING, (ARRIVED, CANCELLED, closed("05"))),
    MessageKey.OFFICER_DISPATCHED: (a_call(event(EventType.UNIT_DISPATCHED, 5)), (ARRIVED, CANCELLED)),
    MessageKey.OFFICER_EN_ROUTE: (a_call(event(EventType.UNIT_EN_ROUTE, 5)), (ARRIVED, CANCELLED)),
    MessageKey.OUTCOME_HANDLED: (a_call(closed("05")), (REOPENED_CALL,)),
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: (a_call(closed("14")), (REOPENED_CALL,)),
    MessageKey.OUTCOME_LOOKOUT: (a_call(closed("06")), (REOPENED_CALL,)),
    MessageKey.OUTCOME_REFERRED: (a_call(closed("15")), (REOPENED_CALL,)),
    MessageKey.CALL_CANCELLED: (a_call(CANCELLED), (REOPENED_CALL,)),
    MessageKey.CASE_SUSPENDED: (a_case(CaseStatus.SUSPENDED), (REOPENED_CASE,)),
    MessageKey.CASE_CLOSED: (a_case(CaseStatus.CLOSED), (REOPENED_CASE,)),
    MessageKey.CASE_REOPENED: (
        after(a_case(CaseStatus.CLOSED), REOPENED_CASE),
        (event(EventType.CASE_CLOSED, 80), event(EventType.CASE_SUSPENDED, 80)),
    ),
    MessageKey.STILL_OPEN: (
        a_case(CaseStatus.ASSIGNED),
        (event(EventType.CASE_CLOSED, 80), event(EventType.CASE_SUSPENDED, 80)),
    ),
}
"""Key -> a call of which it is true, and what each makes it untrue."""

ONCE_TRUE_ALWAYS_TRUE: frozenset[MessageKey] = frozenset(
    {
        MessageKey.CALL_MERGED,  # a merged call stays merged
        MessageKey.CASE_NUMBER,
        MessageKey.REPORT_COPY,
        MessageKey.VICTIM_RIGHTS,
        MessageKey.DETECTIVE_ASSIGNED,  # what happened stays news, however late
        MessageKey.ARREST_MADE,
        MessageKey.CHARGES_FILED,
        MessageKey.DETECTIVE_MESSAGE,
        MessageKey.CORRECTION,  # that it was a mistake
        MessageKey.SURVEY_INVITATION,  # kept back by permission when the call is open again
        MessageKey.SURVEY_REMINDER,
        *(set(MessageKey) - NEWS_KEYS),  # an offer stays one as long as the text beside it, which is asked instead
    }
)


def test_it_is_known_of_every_message_what_makes_it_untrue() -> None:
    assert UNTRUE.keys() | ONCE_TRUE_ALWAYS_TRUE == set(MessageKey)
    assert not UNTRUE.keys() & ONCE_TRUE_ALWAYS_TRUE


@pytest.mark.parametrize(("key", "what"), [(key, what) for key, (_, whats) in UNTRUE.items() for what in whats])
def test_what_has_passed_is_not_said_any_more(key: MessageKey, what: CallEvent) -> None:
    state, _ = UNTRUE[key]
    assert not is_stale(key, state, None, now=START)
    assert is_stale(key, after(state, what), None, now=START)


@pytest.mark.parametrize("key", sorted(ONCE_TRUE_ALWAYS_TRUE))
def test_what_happened_stays_worth_saying(key: MessageKey) -> None:
    merged = after(WAITING, event(EventType.CALL_MERGED, 5, merged_into="2026-002"))
    state = merged if key is MessageKey.CALL_MERGED else after(a_case(CaseStatus.CLOSED), REOPENED_CASE)
    assert not is_stale(key, state, None, now=START)


def test_an_arrival_taken_back_makes_a_delay_true_again() -> None:
    taken_back = an_event(EventType.CALL_UPDATED, at=minutes(40), unset=("arrived",))
    assert not is_stale(MessageKey.OFFICER_DELAYED, after(WAITING, ARRIVED, taken_back), None, now=minutes(41))


@pytest.mark.parametrize(
    ("left", "stale", "seconds"),
    [(timedelta(minutes=30), False, 1800), (LEAST, False, 5), (LEAST - timedelta(seconds=0.1), True, 4)],
)
def test_what_would_be_dead_before_it_arrives_does_not_leave(left: timedelta, stale: bool, seconds: int) -> None:
    assert is_stale(MessageKey.CALL_RECEIVED, WAITING, START + left, now=START) is stale
    assert seconds_left(START + left, now=START) == seconds


def test_the_provider_is_never_given_less_than_a_second() -> None:
    assert seconds_left(START, now=minutes(5)) == 1
    assert seconds_left(None, now=START) is None


def test_time_alone_makes_nothing_untrue_that_is_for_ever() -> None:
    assert not is_stale(
        MessageKey.CASE_NUMBER, replace(WAITING, case_number="1"), None, now=START + timedelta(days=900)
    )
