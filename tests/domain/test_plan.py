"""What is said when, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.contacts import Contact, ContactRole
from domain.delivery import NotSent
from domain.events import CallEvent, EventType
from domain.lifecycle import mark_delayed, mark_still_open
from domain.messages import Channel, MessageKey
from domain.plan import Audience, PlannedMessage, plan, plan_news
from domain.policy import KeyPolicy, Policy
from domain.state import CallState, News
from tests.builders import (
    ALL_MESSAGES,
    CALLER,
    CALLING_VICTIM,
    SUSPECT,
    VICTIM,
    WITNESS,
    a_call,
    a_contact,
    a_policy,
    after,
    an_audience,
    an_event,
    minutes,
    told,
)

T = EventType
K = MessageKey
CALL_KEYS = [K.CALL_RECEIVED, K.OFFICER_DELAYED, K.OFFICER_DISPATCHED, K.OFFICER_EN_ROUTE, K.CALL_CANCELLED]
REPORT = [K.CASE_NUMBER, K.VICTIM_RIGHTS, K.REPORT_COPY]


def said(
    state: CallState, *people: Contact, at: float = 70, policy: Policy | None = None, audience: Audience | None = None
) -> list[PlannedMessage]:
    return list(plan(state, audience or an_audience(*people), policy or a_policy(), now=minutes(at)))


def sent_keys(messages: Iterable[PlannedMessage]) -> list[MessageKey]:
    return [message.key for message in messages if message.withheld is None]


def hearing(audience: Audience, messages: Iterable[PlannedMessage]) -> Audience:
    heard = {(message.contact_id, message.key, message.n) for message in messages}
    return replace(audience, said=audience.said | heard)


def closed(disposition: str | None = "02", **facts: str) -> CallEvent:
    return an_event(T.CALL_CLOSED, at=minutes(60), disposition=disposition, **facts)


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
    assert sent_keys(said(a_call(event)))[1:] == ([key] if key else [])


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
    assert [message.key for message in messages] == [K.CALL_MERGED]


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


def test_a_victim_hears_of_the_report_and_a_caller_does_not() -> None:
    state = a_call(closed("01", case_number="26-1"))
    assert sent_keys(said(state, a_contact(CALLING_VICTIM))) == [K.OUTCOME_HANDLED, *REPORT]
    assert sent_keys(said(state, a_contact(VICTIM))) == [K.OUTCOME_HANDLED, *REPORT]
    assert sent_keys(said(state, a_contact(CALLER))) == [K.OUTCOME_HANDLED]
    assert sent_keys(said(state, a_contact(WITNESS))) == [K.OUTCOME_HANDLED]


@pytest.mark.parametrize(
    ("event_type", "key"),
    [
        (T.CASE_ASSIGNED, K.DETECTIVE_ASSIGNED),
        (T.CASE_ARREST, K.ARREST_MADE),
        (T.CASE_CHARGED, K.CHARGES_FILED),
        (T.CASE_SUSPENDED, K.CASE_SUSPENDED),
        (T.CASE_CLOSED, K.CASE_CLOSED),
        (T.CASE_REOPENED, K.CASE_REOPENED),
    ],
)
def test_case_news_go_to_victims_and_never_to_a_mere_caller(event_type: EventType, key: MessageKey) -> None:
    before = a_call(an_event(T.UNIT_ARRIVED, at=minutes(5)), an_event(T.CASE_ASSIGNED, at=minutes(40)))
    if event_type is T.CASE_REOPENED:
        before = after(before, an_event(T.CASE_CLOSED, at=minutes(45)))
    state = after(told(before), an_event(event_type, at=minutes(50)))
    messages = said(state, a_contact(CALLER), a_contact(WITNESS, id="wit"), a_contact(VICTIM, id="vic"))
    assert [message.contact_id for message in messages if message.key is key] == ["vic"]


def test_two_statuses_of_one_step_are_both_said_in_order() -> None:
    state = a_call(
        an_event(T.UNIT_ARRIVED, at=minutes(5)),
        an_event(T.CASE_ASSIGNED, at=minutes(40)),
        an_event(T.CASE_CHARGED, at=minutes(41)),
    )
    assert sent_keys(said(state, a_contact(VICTIM)))[1:] == [K.DETECTIVE_ASSIGNED, K.CHARGES_FILED]


def test_a_victim_whose_number_comes_late_hears_what_is_still_true() -> None:
    state = told(
        a_call(
            closed("01", case_number="26-1"),
            an_event(T.CASE_ASSIGNED, at=minutes(100)),
            an_event(T.CASE_ARREST, at=minutes(200)),
        )
    )
    messages = said(state, a_contact(VICTIM), at=300)
    assert sent_keys(messages) == [K.OUTCOME_HANDLED, *REPORT, K.ARREST_MADE]


def test_still_open_is_said_to_victims_while_it_is() -> None:
    assigned = an_event(T.CASE_ASSIGNED, at=minutes(40))
    state = mark_still_open(told(a_call(an_event(T.UNIT_ARRIVED), assigned)), now=minutes(60)).state
    assert K.STILL_OPEN in sent_keys(said(state, a_contact(VICTIM)))
    assert K.STILL_OPEN not in sent_keys(said(state, a_contact(CALLER)))
    ended = after(state, an_event(T.CASE_CLOSED, at=minutes(65)))
    assert K.STILL_OPEN not in sent_keys(said(ended, a_contact(VICTIM)))


def test_what_was_said_is_not_said_again() -> None:
    state = a_call(closed("01", case_number="26-1"), an_event(T.CASE_ARREST, at=minutes(65)))
    audience = an_audience(a_contact(CALLING_VICTIM))
    once = said(state, audience=audience)
    assert len(once) == 5
    assert said(state, audience=hearing(audience, once)) == []


def test_somebody_who_joins_later_hears_it_and_the_others_do_not_again() -> None:
    state = a_call()
    audience = hearing(an_audience(), said(state))
    second = replace(audience, contacts=(*audience.contacts, a_contact(WITNESS, id="bob", language="es")))
    (message,) = said(state, audience=second)
    assert (message.contact_id, message.key, message.language) == ("bob", K.CALL_RECEIVED, "es")


def test_a_number_that_comes_later_lifts_the_reason_and_the_news_is_said_once() -> None:
    state = a_call()
    audience = an_audience(a_contact(has_phone=False))
    (withheld,) = said(state, audience=audience)
    assert withheld.withheld is NotSent.NO_CONTACT
    waiting = hearing(audience, [withheld])
    waiting = replace(waiting, not_yet=waiting.said)
    assert said(state, audience=waiting) == []
    known = replace(waiting, contacts=(a_contact(),))
    assert sent_keys(said(state, audience=known)) == [K.CALL_RECEIVED]
    assert said(state, audience=replace(known, not_yet=frozenset())) == []


def test_a_call_without_a_known_caller_says_so_once_and_has_no_victim_to_miss() -> None:
    state = a_call(closed("01", case_number="26-1"))
    nobody = Audience(contacts=(), zone=an_audience().zone)
    messages = said(state, audience=nobody, at=60 * 8)
    assert [(m.contact_id, m.key, m.channel, m.withheld) for m in messages] == [
        ("", K.OUTCOME_HANDLED, None, NotSent.NO_CONTACT),
        ("", K.SURVEY_INVITATION, None, NotSent.NO_CONTACT),
    ]
    assert said(state, audience=hearing(nobody, messages), at=60 * 8) == []


def test_a_detective_is_told_nothing() -> None:
    state = a_call(closed("01", case_number="26-1"))
    messages = said(state, a_contact({ContactRole.DETECTIVE}))
    assert {message.contact_id for message in messages} == {""}


def test_a_policy_may_leave_out_witnesses() -> None:
    narrow = KeyPolicy(audience=CALLING_VICTIM)
    policy = a_policy(messages={**ALL_MESSAGES, K.CALL_RECEIVED: narrow})
    messages = said(a_call(), a_contact(WITNESS, id="wit"), a_contact(id="ana"), policy=policy)
    assert [message.contact_id for message in messages] == ["ana"]


def test_a_policy_cannot_let_callers_hear_of_the_case() -> None:
    wide = KeyPolicy(audience=frozenset(ContactRole))
    policy = a_policy(messages=dict.fromkeys(ALL_MESSAGES, wide))
    state = a_call(an_event(T.CASE_ARREST, at=minutes(5)))
    assert K.ARREST_MADE not in [message.key for message in said(state, a_contact(CALLER), policy=policy)]


def test_a_message_that_the_policy_leaves_out_is_neither_sent_nor_recorded() -> None:
    policy = a_policy(messages={K.OUTCOME_HANDLED: KeyPolicy()})
    assert said(a_call(), policy=policy) == []
    assert plan_news(News(key=K.DETECTIVE_MESSAGE, n=1), a_call(), an_audience(), policy, now=minutes(9)) == ()


def test_a_detectives_message_goes_to_victims_only() -> None:
    audience = an_audience(a_contact(CALLER), a_contact(VICTIM, id="vic"), a_contact(SUSPECT | VICTIM, id="sus"))
    news = News(key=K.DETECTIVE_MESSAGE, n=2)
    messages = plan_news(news, a_call(), audience, a_policy(), now=minutes(9))
    assert [(m.contact_id, m.n, m.withheld) for m in messages] == [
        ("vic", 2, None),
        ("sus", 2, NotSent.NEVER_CONTACTED_ROLE),
    ]


@pytest.mark.parametrize(
    ("rule", "contact", "channels"),
    [
        (KeyPolicy(), {}, [Channel.SMS]),
        (KeyPolicy(), {"has_email": True}, [Channel.SMS]),
        (KeyPolicy(), {"has_phone": False, "has_email": True}, [Channel.EMAIL]),
        (KeyPolicy(), {"has_email": True, "safe_sms": False}, [Channel.EMAIL]),
        (KeyPolicy(channels=(Channel.EMAIL, Channel.SMS)), {"has_email": True}, [Channel.EMAIL]),
        (KeyPolicy(all_channels=True), {"has_email": True}, [Channel.SMS, Channel.EMAIL]),
        (KeyPolicy(all_channels=True), {"has_email": True, "safe_email": False}, [Channel.SMS]),
    ],
)
def test_the_first_way_that_is_there_and_safe_or_all_of_them(
    rule: KeyPolicy, contact: dict[str, Any], channels: list[Channel]
) -> None:
    policy = a_policy(messages={K.CALL_RECEIVED: rule})
    messages = said(a_call(), a_contact(**contact), policy=policy)
    assert [message.channel for message in messages] == channels


def test_a_message_is_valid_from_when_it_may_leave() -> None:
    policy = a_policy(messages={K.CALL_RECEIVED: KeyPolicy(valid_for=timedelta(minutes=20))})
    (message,) = said(a_call(), policy=policy, at=5)
    assert (message.not_before, message.valid_until) == (None, minutes(25))
    (withheld,) = said(a_call(), policy=replace(policy, shadow=True), at=5)
    assert withheld.valid_until is None
