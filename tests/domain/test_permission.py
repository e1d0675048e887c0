"""Why somebody is not told: every reason, and which comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.audience import Audience, Surveys
from domain.call_state import CallState
from domain.delivery import NotSent
from domain.due_news import still_true
from domain.events import EventType
from domain.message_plan import plan
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.permission import usable_channels, why_not, within_countries
from domain.policy import KeyPolicy
from domain.preferences import Preferences, UpdateGroup
from tests.builders import (
    ALL_MESSAGES,
    CALLER,
    CALLING_VICTIM,
    SUSPECT,
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
CLOSED = a_call(an_event(T.CALL_CLOSED, at=minutes(60), disposition="02"))


def reason(
    key: MessageKey = K.CALL_RECEIVED,
    *,
    state: CallState | None = None,
    contact: dict[str, Any] | None = None,
    audience: dict[str, Any] | None = None,
    policy: dict[str, Any] | None = None,
) -> NotSent | None:
    person = a_contact(**(contact or {}))
    people = an_audience(person, **(audience or {}))
    return why_not(person, key, state or a_call(), people, a_policy(**(policy or {})))


def test_nothing_keeps_an_ordinary_message_from_an_ordinary_caller() -> None:
    assert reason() is None


_REASONS: list[tuple[NotSent, dict[str, Any]]] = [
    (NotSent.NEVER_CONTACTED_ROLE, {"contact": {"roles": SUSPECT | CALLER}}),
    (NotSent.SENSITIVE_CALL_TYPE, {"state": replace(CLOSED, sensitive=True)}),
    (NotSent.OFFICER_INITIATED, {"state": replace(CLOSED, officer_initiated=True)}),
    (NotSent.CALL_TYPE_NOT_ALLOWED, {"state": replace(CLOSED, incident_type="NOISE")}),
    (NotSent.NO_SURVEY_FOR_THIS_END, {"state": replace(CLOSED, disposition="21")}),
    (NotSent.NOT_WANTED, {"contact": {"preferences": Preferences(updates_off=frozenset({UpdateGroup.SURVEYS}))}}),
    (NotSent.NO_CONTACT, {"contact": {"has_phone": False}}),
    (NotSent.NOT_SAFE, {"contact": {"safe_sms": False}}),
    (NotSent.OPTED_OUT, {"contact": {"opted_out": frozenset({Purpose.SURVEY})}}),
    (NotSent.RECENTLY_SURVEYED, {"audience": {"surveys": Surveys(asked_lately=frozenset({"ana"}))}}),
    (NotSent.LIMIT_REACHED, {"audience": {"said_today": {"ana": 20}}}),
    (NotSent.SHADOW, {"policy": {"shadow": True}}),
]


@pytest.mark.parametrize(("expected", "given"), _REASONS)
def test_each_reason_alone(expected: NotSent, given: dict[str, Any]) -> None:
    assert reason(K.SURVEY_INVITATION, **({"state": CLOSED} | given)) is expected


@pytest.mark.parametrize("first", range(len(_REASONS)))
def test_of_several_reasons_the_first_is_given(first: int) -> None:
    state = CLOSED
    contact: dict[str, Any] = {}
    audience: dict[str, Any] = {}
    policy: dict[str, Any] = {}
    for _, given in _REASONS[first:]:
        changed = given.get("state", CLOSED)
        for name in ("sensitive", "officer_initiated", "incident_type", "disposition"):
            if getattr(changed, name) != getattr(CLOSED, name):
                state = replace(state, **{name: getattr(changed, name)})
        contact |= given.get("contact", {})
        audience |= given.get("audience", {})
        policy |= given.get("policy", {})
    found = reason(K.SURVEY_INVITATION, state=state, contact=contact, audience=audience, policy=policy)
    assert found is _REASONS[first][0]


def test_a_reminder_is_not_sent_to_somebody_who_answered() -> None:
    answered = {"surveys": Surveys(answered=frozenset({"ana"}))}
    assert reason(K.SURVEY_REMINDER, state=CLOSED, audience=answered) is NotSent.SURVEY_ANSWERED
    assert reason(K.SURVEY_INVITATION, state=CLOSED, audience=answered) is None


@pytest.mark.parametrize("key", [key for key in ALL_MESSAGES if KEY_RULES[key].victims_only])
def test_a_mere_caller_is_never_told_of_the_case_even_if_it_was_planned_when_they_were_a_victim(
    key: MessageKey,
) -> None:
    assert reason(key, contact={"roles": CALLER}) is NotSent.NEVER_CONTACTED_ROLE
    assert reason(key, contact={"roles": CALLING_VICTIM}) is None


@pytest.mark.parametrize("opted_out", [Purpose.UPDATES, Purpose.SURVEY])
def test_opting_out_counts_for_its_purpose_only(opted_out: Purpose) -> None:
    contact = {"opted_out": frozenset({opted_out})}
    assert (reason(K.CALL_RECEIVED, contact=contact) is NotSent.OPTED_OUT) == (opted_out is Purpose.UPDATES)
    survey = reason(K.SURVEY_INVITATION, state=CLOSED, contact=contact)
    assert (survey is NotSent.OPTED_OUT) == (opted_out is Purpose.SURVEY)


@pytest.mark.parametrize(
    ("contact", "channels"),
    [
        ({}, (Channel.SMS, Channel.EMAIL)),
        ({"emails_stopped": frozenset({Purpose.UPDATES})}, (Channel.SMS,)),
        ({"emails_stopped": frozenset({Purpose.UPDATES}), "safe_sms": False}, ()),
        ({"emails_stopped": frozenset({Purpose.SURVEY})}, (Channel.SMS, Channel.EMAIL)),
        ({"opted_out": frozenset({Purpose.UPDATES})}, ()),
    ],
)
def test_stop_by_text_stops_emails_too_and_stopped_emails_leave_the_texts(
    contact: dict[str, Any], channels: tuple[Channel, ...]
) -> None:
    person = a_contact(has_phone=True, has_email=True, **contact)
    both = KeyPolicy(channels=(Channel.SMS, Channel.EMAIL), all_channels=True)
    assert usable_channels(person, K.CALL_RECEIVED, a_policy(messages={K.CALL_RECEIVED: both})) == channels


def test_a_message_the_policy_does_not_know_is_not_sent() -> None:
    assert reason(K.DETECTIVE_MESSAGE, contact={"roles": VICTIM}, policy={"messages": {}}) is NotSent.NOT_IN_POLICY


def test_somebody_with_only_a_phone_is_not_reached_by_email() -> None:
    email_only = {"messages": {K.CALL_RECEIVED: KeyPolicy(channels=(Channel.EMAIL,))}}
    assert reason(policy=email_only) is NotSent.NO_CONTACT
    assert reason(policy=email_only, contact={"has_email": True, "safe_email": False}) is NotSent.NOT_SAFE


def test_a_policy_that_lists_a_sensitive_type_does_not_help() -> None:
    state = a_call(an_event(T.CALL_UPDATED, incident_type="DVA"))
    assert reason(state=state, policy={"call_types": frozenset({"DVA"})}) is NotSent.SENSITIVE_CALL_TYPE
    unflagged = replace(state, sensitive=False)
    assert reason(state=unflagged, policy={"call_types": frozenset({"DVA"})}) is NotSent.SENSITIVE_CALL_TYPE


def test_a_burglary_in_progress_is_left_alone() -> None:
    policy = {"least_priority": {"BURGLARY": 2}}
    for priority, allowed in ((1, False), (2, True), (None, False)):
        state = replace(a_call(), incident_type="BURGLARY", priority=priority)
        assert (reason(state=state, policy=policy) is None) is allowed


def test_the_daily_limit_holds_within_one_step_too() -> None:
    state = a_call(
        an_event(T.CALL_CLOSED, at=minutes(60), disposition="01", case_number="26-1"),
        an_event(T.CASE_ARREST, at=minutes(65)),
    )
    audience: Audience = an_audience(a_contact(CALLING_VICTIM), said_today={"ana": 1})
    messages = plan(state, audience, a_policy(messages_per_person_per_day=1), now=minutes(70))
    assert (messages[0].key, messages[0].withheld) == (K.OUTCOME_HANDLED, NotSent.LIMIT_REACHED)


def test_what_a_victim_must_hear_is_never_dropped_by_a_limit_but_held_until_tomorrow_morning() -> None:
    state = a_call(an_event(T.CASE_ARREST, at=minutes(65)))
    full = {"said_today": {"ana": 1000}, "case_news_today": {"ana": 19}}
    [arrest] = [
        message
        for message in plan(state, an_audience(a_contact(CALLING_VICTIM), **full), a_policy(), now=minutes(70))
        if message.key is K.ARREST_MADE
    ]
    assert (arrest.withheld, arrest.not_before) == (None, None)
    full["case_news_today"] = {"ana": 20}
    [arrest] = [
        message
        for message in plan(state, an_audience(a_contact(CALLING_VICTIM), **full), a_policy(), now=minutes(70))
        if message.key is K.ARREST_MADE
    ]
    eight_in_the_morning = minutes(22 * 60)
    assert (arrest.withheld, arrest.not_before, arrest.waits_for) == (None, eight_in_the_morning, NotSent.LIMIT_UNTIL)


def test_near_a_sensitive_call_only_a_person_writes() -> None:
    near: dict[str, Any] = {"roles": CALLING_VICTIM, "near_sensitive": True}
    for key in ALL_MESSAGES:
        expected = None if key is K.DETECTIVE_MESSAGE else NotSent.CAREFUL_ADDRESS
        if not key.startswith("survey_"):
            assert reason(key, contact=near) is expected


def test_a_way_that_a_suspect_has_too_is_not_used() -> None:
    theirs = {"suspects_ways": frozenset({Channel.SMS})}
    assert reason(contact=theirs) is NotSent.NOT_SAFE
    assert reason(contact={**theirs, "has_email": True}) is None


@pytest.mark.parametrize(
    ("key", "state", "true"),
    [
        (K.CALL_RECEIVED, a_call(), True),
        (K.CALL_RECEIVED, CLOSED, False),
        (K.OFFICER_DELAYED, a_call(), True),
        (K.OFFICER_DELAYED, a_call(an_event(T.UNIT_ARRIVED)), False),
        (K.OFFICER_EN_ROUTE, a_call(an_event(T.UNIT_ARRIVED)), False),
        (K.OUTCOME_HANDLED, CLOSED, True),
        (K.OUTCOME_HANDLED, a_call(), False),
        (K.OUTCOME_LOOKOUT, CLOSED, False),
        (K.CALL_CANCELLED, CLOSED, False),
        (K.CALL_CANCELLED, a_call(an_event(T.CALL_CANCELLED, at=minutes(9))), True),
        (K.CALL_MERGED, CLOSED, False),
        (K.CALL_MERGED, a_call(an_event(T.CALL_MERGED, merged_into="2026-777")), True),
        (K.STILL_OPEN, a_call(an_event(T.CASE_ASSIGNED)), True),
        (K.STILL_OPEN, a_call(an_event(T.CASE_CLOSED)), False),
        (K.ARREST_MADE, CLOSED, True),
        (K.HELP, a_call(an_event(T.CALL_MERGED, merged_into="2026-777")), True),
    ],
)
def test_how_long_a_message_stays_true(key: MessageKey, state: CallState, true: bool) -> None:
    assert still_true(key, state) is true


def test_e3_a_number_of_a_country_that_is_not_texted_is_as_none() -> None:
    far = a_contact(phone_country="CU")
    by_email = a_contact(phone_country="CU", has_email=True)
    here = a_contact(phone_country="US")
    unknown = a_contact()
    policy = a_policy()
    found = [within_countries(contact, policy) for contact in (far, by_email, here, unknown)]
    assert [contact.has_phone for contact in found] == [False, False, True, True]
    reasons = [why_not(contact, MessageKey.CALL_RECEIVED, a_call(), an_audience(contact), policy) for contact in found]
    assert reasons == [NotSent.COUNTRY_NOT_ALLOWED, None, None, None]
    assert usable_channels(found[1], MessageKey.CALL_RECEIVED, policy) == (Channel.EMAIL,)
    assert within_countries(far, a_policy(countries=frozenset({"CU"}))) == far
