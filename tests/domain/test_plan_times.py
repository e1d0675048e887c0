"""When a message may leave: quiet hours, the day clocks change, and the moments of the survey."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.audience import Surveys
from domain.call_state import CallState
from domain.delivery import NotSent
from domain.events import EventType
from domain.message_plan import PlannedMessage, plan
from domain.message_times import quiet_until
from domain.messages import MessageKey
from domain.wait_times import waiting
from tests.builders import (
    CALLING_VICTIM,
    LOS_ANGELES,
    VICTIM,
    a_call,
    a_contact,
    a_policy,
    an_audience,
    an_event,
    minutes,
)

T = EventType
K = MessageKey
SURVEYS = {K.SURVEY_INVITATION, K.SURVEY_REMINDER}


def closed_at(moment: datetime, disposition: str = "02") -> CallState:
    return a_call(an_event(T.CALL_CLOSED, at=moment, disposition=disposition))


def surveys(state: CallState, now: datetime, **audience: object) -> list[PlannedMessage]:
    messages = plan(state, an_audience(**audience), a_policy(), now=now)
    return [message for message in messages if message.key in SURVEYS]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-06-02T20:59", "2026-06-02T20:59"),
        ("2026-06-02T21:00", "2026-06-03T08:00"),
        ("2026-06-03T02:00", "2026-06-03T08:00"),
        ("2026-03-07T23:00", "2026-03-08T08:00"),  # the night clocks go forward
        ("2026-10-31T23:00", "2026-11-01T08:00"),  # the night clocks go back
    ],
)
def test_case_news_wait_for_the_morning_of_the_agency(now: str, leaves: str) -> None:
    assert quiet_until(K.CASE_CLOSED, a_contact(), local(now), LOS_ANGELES, a_policy()) == local(leaves)


@pytest.mark.parametrize("key", [K.CALL_RECEIVED, K.OFFICER_DELAYED, K.OUTCOME_HANDLED, K.CALL_MERGED, K.ARREST_MADE])
def test_call_progress_and_an_arrest_come_at_any_hour(key: MessageKey) -> None:
    night = local("2026-06-03T02:00")
    assert quiet_until(key, a_contact(), night, LOS_ANGELES, a_policy()) == night


def test_an_agency_may_keep_arrests_for_the_day() -> None:
    policy = a_policy(exempt_from_hours=frozenset())
    night, morning = local("2026-06-03T02:00"), local("2026-06-03T08:00")
    assert quiet_until(K.ARREST_MADE, a_contact(), night, LOS_ANGELES, policy) == morning


@pytest.mark.parametrize(
    ("key", "zone", "now", "leaves"),
    [
        (K.SURVEY_INVITATION, "America/New_York", "2026-06-02T16:59", "2026-06-02T16:59"),
        (K.SURVEY_INVITATION, "America/New_York", "2026-06-02T17:00", "2026-06-03T08:00"),
        (K.SURVEY_REMINDER, "Pacific/Honolulu", "2026-06-02T08:00", "2026-06-02T11:00"),
        (K.SURVEY_REMINDER, "Pacific/Honolulu", "2026-12-02T08:00", "2026-12-02T10:00"),
        (K.CASE_CLOSED, "America/New_York", "2026-06-02T18:00", "2026-06-03T08:00"),
        (K.CASE_CLOSED, "Asia/Karachi", "2026-06-02T09:01", "2026-06-02T20:00"),
        (K.SURVEY_INVITATION, "Asia/Karachi", "2026-06-02T09:01", "2026-06-02T09:01"),  # the hours of both never meet
    ],
)
def test_a_number_from_elsewhere_is_left_alone_at_night_by_its_clocks_too(
    key: MessageKey, zone: str, now: str, leaves: str
) -> None:
    person = a_contact(zones=frozenset({ZoneInfo(zone)}))
    assert quiet_until(key, person, local(now), LOS_ANGELES, a_policy()) == local(leaves)
    alone = a_policy(hours_by_number=False)
    assert quiet_until(key, person, local(now), LOS_ANGELES, alone) == local(now)


def test_news_of_the_night_is_planned_at_once_and_leaves_in_the_morning() -> None:
    night = local("2026-06-03T02:00")
    state = a_call(an_event(T.UNIT_ARRIVED, at=minutes(9)), an_event(T.CASE_CLOSED, at=night))
    messages = plan(state, an_audience(a_contact(VICTIM)), a_policy(), now=night)
    assert {message.key: message.not_before for message in messages} == {
        K.CALL_RECEIVED: None,
        K.CASE_CLOSED: local("2026-06-03T08:00"),
    }


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-06-02T10:00", "2026-06-02T16:00"),
        ("2026-06-02T13:59", "2026-06-02T19:59"),
        ("2026-06-02T14:00", "2026-06-03T08:00"),
        ("2026-06-02T23:00", "2026-06-03T08:00"),
        ("2026-06-03T03:00", "2026-06-03T09:00"),
        ("2026-03-07T22:00", "2026-03-08T08:00"),
        ("2026-10-31T22:00", "2026-11-01T08:00"),
    ],
)
def test_the_survey_comes_six_hours_after_the_end_or_when_its_hours_begin(ended: str, due: str) -> None:
    state, moment = closed_at(local(ended)), local(due)
    state = replace(state, received_at=state.ended_at)
    assert waiting(state, an_audience(), a_policy(), quiet_until=()).survey_at == moment
    assert surveys(state, moment - timedelta(seconds=1)) == []
    (message,) = surveys(state, moment)
    assert (message.key, message.withheld, message.not_before) == (K.SURVEY_INVITATION, None, None)


def invited(at: datetime, **more: frozenset[str]) -> Surveys:
    return Surveys(invited_at={"ana": at}, **more)


def test_one_reminder_two_days_after_the_invitation() -> None:
    state = closed_at(minutes(60))
    at = minutes(60 + 6 * 60)
    said = frozenset({("ana", K.SURVEY_INVITATION, 1)})
    due = at + timedelta(hours=48)
    assert waiting(state, an_audience(said=said, surveys=invited(at)), a_policy(), quiet_until=()).reminders_at == (
        due,
    )
    assert surveys(state, due - timedelta(seconds=1), said=said, surveys=invited(at)) == []
    (message,) = surveys(state, due, said=said, surveys=invited(at))
    assert (message.key, message.withheld) == (K.SURVEY_REMINDER, None)
    reminded = said | {("ana", K.SURVEY_REMINDER, 1)}
    assert surveys(state, due, said=reminded, surveys=invited(at)) == []
    assert (
        waiting(state, an_audience(said=reminded, surveys=invited(at)), a_policy(), quiet_until=()).reminders_at == ()
    )


def test_nobody_is_reminded_who_answered_or_was_not_invited_or_whose_survey_is_over() -> None:
    state, at = closed_at(minutes(60)), minutes(420)
    said = frozenset({("ana", K.SURVEY_INVITATION, 1)})
    later = at + timedelta(hours=48)
    (answered,) = surveys(state, later, said=said, surveys=invited(at, answered=frozenset({"ana"})))
    assert answered.withheld is NotSent.SURVEY_ANSWERED
    assert surveys(state, later, said=said) == []
    (over,) = surveys(state, at + timedelta(days=7), said=said, surveys=invited(at))
    assert over.withheld is NotSent.STALE


@pytest.mark.parametrize(
    "state",
    [
        a_call(an_event(T.CALL_CANCELLED, at=minutes(60))),
        closed_at(minutes(60), "10"),
        closed_at(minutes(60), "21"),
        closed_at(minutes(60), "40"),
        a_call(an_event(T.CALL_MERGED, at=minutes(60), merged_into="2026-777")),
        replace(closed_at(minutes(60)), sensitive=True),
        replace(closed_at(minutes(60)), officer_initiated=True),
        replace(closed_at(minutes(60)), incident_type="NOISE"),
        a_call(),
    ],
)
def test_nobody_is_asked_about_a_call_that_was_none_or_is_not_to_be_mentioned(state: CallState) -> None:
    assert all(message.withheld for message in surveys(state, minutes(60 * 24)))
    assert waiting(state, an_audience(), a_policy(), quiet_until=()).survey_at is None


def test_todays_limit_does_not_keep_tomorrows_survey_from_somebody() -> None:
    state = closed_at(local("2026-06-02T19:00"))
    full = {"ana": 20}
    assert surveys(state, local("2026-06-02T19:00"), said_today=full) == []
    audience = an_audience(said_today=full)
    assert waiting(state, audience, a_policy(), quiet_until=()).survey_at == local("2026-06-03T08:00")
    (message,) = surveys(state, local("2026-06-03T08:00"), said_today=full)
    assert message.withheld is NotSent.LIMIT_REACHED


def test_a_number_that_comes_before_the_survey_is_due_is_asked() -> None:
    state = closed_at(minutes(60))
    audience = an_audience(a_contact(has_phone=False))
    (withheld,) = [m for m in plan(state, audience, a_policy(), now=minutes(60)) if m.key in SURVEYS]
    said = frozenset({("ana", withheld.key, 1)})
    known = an_audience(said=said, not_yet=said)
    assert waiting(state, known, a_policy(), quiet_until=()).survey_at == minutes(420)
    assert surveys(state, minutes(100), said=said, not_yet=said) == []
    assert [m.withheld for m in surveys(state, minutes(420), said=said, not_yet=said)] == [None]


def test_a_victim_listens_while_there_is_a_way_to_tell_them() -> None:
    state = a_call(an_event(T.CASE_ASSIGNED, at=minutes(9)))

    def listens(**facts: object) -> bool:
        audience = an_audience(a_contact(CALLING_VICTIM, **facts), said_today={"ana": 20})
        return waiting(state, audience, a_policy(), quiet_until=()).victim_listens

    assert listens()
    assert not listens(has_phone=False)
    assert not waiting(state, an_audience(), a_policy(), quiet_until=()).victim_listens
