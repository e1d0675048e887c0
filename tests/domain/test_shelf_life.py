"""News has a shelf life from when it became news, not from when we noticed: a backlog tells nothing old."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call_state import CallState
from domain.deadlines import DeadlineKind, Waiting, deadlines
from domain.delivery import NotSent
from domain.events import CallEvent, EventType
from domain.lifecycle import mark_delayed
from domain.message_plan import PlannedMessage, minutes_waited, plan
from domain.messages import MessageKey
from domain.policy import KeyPolicy
from domain.quiet_hours import Hours, Window, is_allowed, later_by
from domain.validity import VALID_FOR, due_at
from tests.builders import (
    ALL_MESSAGES,
    CALLER,
    CALLING_VICTIM,
    a_call,
    a_contact,
    a_policy,
    after,
    an_audience,
    an_event,
    minutes,
)
from tests.domain.planning import sent_keys
from tests.domain.test_hours import DAYTIME, MOMENTS

K, T = MessageKey, EventType
USUAL = a_policy(messages={key: KeyPolicy(valid_for=VALID_FOR.get(key)) for key in ALL_MESSAGES})
DAY = 24 * 60


def first_seen(at: float, *events: CallEvent) -> list[PlannedMessage]:
    """What is planned for a caller whose call is heard of so many minutes after it was received."""
    state = seen_at(at, *events)
    return list(plan(state, an_audience(a_contact(CALLING_VICTIM)), USUAL, now=minutes(at)))


def seen_at(at: float, *events: CallEvent) -> CallState:
    """The call, once the deadlines that had passed have changed it."""
    state = a_call(*events)
    for deadline in deadlines(state, USUAL, Waiting(), now=minutes(at)):
        if deadline.kind is DeadlineKind.OFFICER_DELAYED and deadline.at <= minutes(at):
            state = mark_delayed(state, at=deadline.at).state
    return state


def test_a_call_first_seen_in_time_is_told_once() -> None:
    assert sent_keys(first_seen(5)) == [K.CALL_RECEIVED]
    [delayed] = [m for m in first_seen(45) if m.withheld is None]
    assert (delayed.key, delayed.minutes, delayed.valid_until) == (K.OFFICER_DELAYED, 45, minutes(60))


@pytest.mark.parametrize("at", [70, 3 * 60, 26 * 60, 30 * DAY])
def test_a_call_first_seen_late_is_told_nothing_and_that_has_a_reason(at: float) -> None:
    messages = first_seen(at)
    assert sent_keys(messages) == []
    assert {(m.key, m.withheld) for m in messages} >= {
        (K.CALL_RECEIVED, NotSent.STALE),
        (K.OFFICER_DELAYED, NotSent.STALE),
    }


def test_two_first_texts_never_leave_at_once() -> None:
    by_key = {m.key: m for m in first_seen(40)}
    assert by_key[K.OFFICER_DELAYED].withheld is None
    assert (by_key[K.CALL_RECEIVED].withheld, by_key[K.CALL_RECEIVED].channel) == (NotSent.STALE, None)


def test_an_ended_call_that_is_played_again_after_20_days_says_nothing_and_asks_nothing() -> None:
    ended = [an_event(T.UNIT_ARRIVED, at=minutes(20)), an_event(T.CALL_CLOSED, at=minutes(60), disposition="02")]
    assert sent_keys(first_seen(70, *ended)) == [K.OUTCOME_HANDLED]
    late = first_seen(20 * DAY, *ended)
    assert sent_keys(late) == []
    assert {m.key: m.withheld for m in late if m.key in (K.OUTCOME_HANDLED, K.SURVEY_INVITATION)} == {
        K.OUTCOME_HANDLED: NotSent.STALE,
        K.SURVEY_INVITATION: NotSent.STALE,
    }


@pytest.mark.parametrize("late_fact", ["number", "harmless type"])
def test_what_lets_a_call_be_told_after_200_minutes_does_not_make_old_news_new(late_fact: str) -> None:
    state = seen_at(200)
    if late_fact == "harmless type":
        state = replace(state, incident_type=None)
    person = a_contact(CALLER, has_phone=late_fact != "number")
    withheld = plan(state, an_audience(person), USUAL, now=minutes(200))
    said = frozenset((m.contact_id, m.key, m.n) for m in withheld)
    known = an_audience(a_contact(CALLER), said=said, not_yet=said)
    assert sent_keys(plan(replace(state, incident_type="LARCENY"), known, USUAL, now=minutes(200))) == []


def test_a_worker_that_was_down_sends_nothing_that_was_valid_for_a_minute_only() -> None:
    policy = a_policy(messages={K.CALL_RECEIVED: KeyPolicy(valid_for=timedelta(minutes=1))})
    [message] = plan(a_call(), an_audience(), policy, now=minutes(151 / 60))
    assert message.withheld is NotSent.STALE
    [message] = plan(a_call(), an_audience(), policy, now=minutes(90 / 60))
    assert (message.withheld, message.valid_until) == (None, minutes(2))


def test_an_arrest_heard_of_after_a_week_is_told_and_after_a_quarter_is_not() -> None:
    arrest = an_event(T.CASE_ARREST, at=minutes(60))
    assert K.ARREST_MADE in sent_keys(first_seen(7 * DAY, arrest))
    assert K.ARREST_MADE not in sent_keys(first_seen(90 * DAY, arrest))


def test_a_late_status_is_news_from_when_it_happened_also_if_the_case_has_moved_on() -> None:
    arrest, charged = an_event(T.CASE_ARREST, at=minutes(60)), an_event(T.CASE_CHARGED, at=minutes(90 * DAY))
    state = after(a_call(), charged, arrest)
    keys = sent_keys(plan(state, an_audience(a_contact(CALLING_VICTIM)), USUAL, now=minutes(90 * DAY + 1)))
    assert (K.CHARGES_FILED in keys, K.ARREST_MADE in keys) == (True, False)


def test_a_reopened_call_is_not_told_of_the_wait_before() -> None:
    reopened = a_call(an_event(T.CALL_CLOSED, at=minutes(60)), an_event(T.CALL_REOPENED, at=minutes(1500)))
    state = mark_delayed(reopened, at=minutes(1530)).state
    [delayed] = [m for m in plan(state, an_audience(), USUAL, now=minutes(1531)) if m.key is K.OFFICER_DELAYED]
    assert (delayed.withheld, delayed.minutes) == (None, 31)


@pytest.mark.parametrize(("waited", "told"), [(239, 239), (240, 240), (241, None), (43_200, None)])
def test_a_wait_of_more_than_four_hours_is_not_told_in_minutes(waited: int, told: int | None) -> None:
    assert minutes_waited(K.OFFICER_DELAYED, a_call(), minutes(waited)) == told


def test_news_is_due_from_receipt_and_hold_delay_and_end() -> None:
    ended = a_call(an_event(T.CALL_CLOSED, at=minutes(60), disposition="02"))
    [untold] = mark_delayed(a_call(), at=minutes(30)).state.untold
    due = {item.key: due_at(item, ended, USUAL) for item in (untold, replace(untold, key=K.OUTCOME_HANDLED, at=None))}
    assert due == {K.OFFICER_DELAYED: minutes(30), K.OUTCOME_HANDLED: minutes(60)}
    received = replace(untold, key=K.CALL_RECEIVED, at=None)
    assert due_at(received, a_call(), USUAL) == minutes(1)


@given(MOMENTS, DAYTIME, st.integers(1, 3 * 24 * 60).map(lambda length: timedelta(minutes=length)))
def test_quiet_hours_do_not_use_up_the_shelf_life(moment: datetime, hours: Hours, length: timedelta) -> None:
    """The oracle counts open minutes one by one."""
    window = Window(hours=hours, zone=ZoneInfo("America/Los_Angeles"))
    ends = later_by(moment, length, [window])
    a_minute, at, left = timedelta(minutes=1), moment, int(length.total_seconds() // 60)
    for _ in range(12 * 24 * 60):
        if left == 0:
            break
        left -= is_allowed(at, window.hours, window.zone)
        at += a_minute
    if left == 0:  # hours of a few minutes a day would take weeks
        assert ends == at


@pytest.mark.parametrize(("live_from", "withheld"), [(-1, None), (0, None), (1, NotSent.BEFORE_GO_LIVE)])
def test_calls_received_before_an_agency_went_live_are_silent_whatever_happens_to_them_later(
    live_from: float, withheld: NotSent | None
) -> None:
    policy = replace(USUAL, live_from=minutes(live_from))
    state = a_call(an_event(T.CASE_ARREST, at=minutes(65)))
    reasons = {m.key: m.withheld for m in plan(state, an_audience(a_contact(CALLING_VICTIM)), policy, now=minutes(70))}
    assert reasons[K.ARREST_MADE] is withheld
    assert plan(state, an_audience(a_contact(CALLING_VICTIM)), replace(USUAL, live_from=None), now=minutes(70))
