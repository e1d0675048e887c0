"""What callers hear of their call, from the hold to its end."""

from __future__ import annotations

import pytest

from domain.events import CallEvent, EventType
from domain.lifecycle import mark_delayed
from domain.messages import MessageKey
from tests.builders import (
    CALLING_VICTIM,
    a_call,
    a_contact,
    after,
    an_audience,
    an_event,
    minutes,
)
from tests.domain.planning import closed, hearing, said, sent_keys

T = EventType
K = MessageKey


def test_nothing_is_said_during_the_hold_and_what_was_new_is_said_after_it() -> None:
    state = a_call()
    assert said(state, at=0.99) == []
    assert sent_keys(said(state, at=1)) == [K.CALL_RECEIVED]


def test_a_call_cancelled_during_the_hold_is_only_told_as_cancelled() -> None:
    state = a_call(an_event(T.CALL_CANCELLED, at=minutes(0.5)))
    assert said(state, at=0.6) == []
    assert sent_keys(said(state, at=1)) == [K.CALL_CANCELLED]


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (an_event(T.UNIT_DISPATCHED, at=minutes(5)), K.OFFICER_DISPATCHED),
        (an_event(T.UNIT_EN_ROUTE, at=minutes(5)), K.OFFICER_EN_ROUTE),
        (an_event(T.UNIT_ARRIVED, at=minutes(5)), None),
    ],
)
def test_where_officers_are_is_said_until_they_arrive(event: CallEvent, key: MessageKey | None) -> None:
    assert sent_keys(said(a_call(event), at=20))[1:] == ([key] if key else [])


def test_an_officer_delayed_is_said_with_the_minutes_since_the_call_was_received() -> None:
    state = mark_delayed(a_call()).state
    (received, delayed) = said(state, at=30)
    assert (received.key, received.minutes) == (K.CALL_RECEIVED, None)
    assert (delayed.key, delayed.n, delayed.minutes) == (K.OFFICER_DELAYED, 1, 30)


def test_an_officer_delayed_is_not_said_once_one_has_arrived() -> None:
    state = after(mark_delayed(a_call()).state, an_event(T.UNIT_ARRIVED, at=minutes(29)))
    assert K.OFFICER_DELAYED not in sent_keys(said(state))


@pytest.mark.parametrize(
    ("disposition", "key"),
    [
        (None, K.OUTCOME_HANDLED),
        ("01", K.OUTCOME_HANDLED),
        ("02", K.OUTCOME_HANDLED),
        ("03", K.OUTCOME_HANDLED),
        ("05", K.OUTCOME_HANDLED),
        ("18", K.OUTCOME_HANDLED),
        ("06", K.OUTCOME_LOOKOUT),
        ("10", K.CALL_CANCELLED),
        ("32", K.CALL_CANCELLED),
        ("14", K.OUTCOME_UNABLE_TO_LOCATE),
        ("15", K.OUTCOME_REFERRED),
        ("21", None),
        ("22", None),
        *((str(code), None) for code in range(33, 46)),
    ],
)
def test_every_end_has_its_words_and_an_arrest_is_handled(disposition: str | None, key: MessageKey | None) -> None:
    assert sent_keys(said(a_call(closed(disposition)))) == ([key] if key else [])


@pytest.mark.parametrize("disposition", ["21", "35"])
def test_a_duplicate_or_medical_call_says_nothing_though_cancelled_and_asks_nothing(disposition: str) -> None:
    state = a_call(an_event(T.CALL_CANCELLED, at=minutes(60), disposition=disposition))
    assert sent_keys(said(state, at=60 * 30)) == []
    assert sent_keys(said(a_call(closed(disposition)), at=60 * 30)) == []


def test_the_callers_of_a_duplicate_hear_only_of_the_surviving_call() -> None:
    merged = an_event(T.CALL_MERGED, at=minutes(60), merged_into="2026-777", case_number="26-1")
    state = a_call(an_event(T.CASE_ARREST, at=minutes(50)), merged)
    messages = said(state, a_contact(CALLING_VICTIM), at=60 * 30)
    assert sent_keys(messages) == [K.CALL_MERGED]


def test_a_corrected_outcome_is_said_and_the_first_is_not_repeated() -> None:
    state = a_call(closed("14"))
    audience = an_audience()
    audience = hearing(audience, said(state, audience=audience))
    corrected = after(state, an_event(T.CALL_UPDATED, at=minutes(65), disposition="02"))
    assert sent_keys(said(corrected, audience=audience)) == [K.OUTCOME_HANDLED]


def test_a_call_that_closes_again_in_the_same_way_says_nothing_new() -> None:
    state = a_call(closed())
    audience = hearing(an_audience(), said(state))
    again = after(state, an_event(T.CALL_REOPENED, at=minutes(65)), an_event(T.CALL_CLOSED, at=minutes(70)))
    assert said(again, audience=audience) == []
