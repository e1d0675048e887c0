"""Who is told, by which way, and nobody twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.audience import Audience
from domain.call_state import News
from domain.contacts import ContactRole
from domain.delivery import NotSent
from domain.events import EventType
from domain.message_plan import plan_news
from domain.messages import Channel, MessageKey
from domain.policy import KeyPolicy
from tests.builders import (
    ALL_MESSAGES,
    CALLING_VICTIM,
    WITNESS,
    a_call,
    a_contact,
    a_policy,
    an_audience,
    an_event,
    minutes,
)
from tests.domain.planning import closed, hearing, said, sent_keys

T = EventType
K = MessageKey


def test_what_was_said_is_not_said_again() -> None:
    state = a_call(closed("01", case_number="26-1"), an_event(T.CASE_ARREST, at=minutes(65)))
    audience = an_audience(a_contact(CALLING_VICTIM))
    once = said(state, audience=audience)
    assert [message.withheld for message in once] == [None] * 5 + [NotSent.STALE]
    assert said(state, audience=hearing(audience, once)) == []


def test_somebody_who_joins_later_hears_it_and_the_others_do_not_again() -> None:
    state = a_call()
    audience = hearing(an_audience(), said(state, at=5))
    second = replace(audience, contacts=(*audience.contacts, a_contact(WITNESS, id="bob", language="es")))
    (message,) = said(state, audience=second, at=5)
    assert (message.contact_id, message.key, message.language) == ("bob", K.CALL_RECEIVED, "es")


def test_a_number_that_comes_later_lifts_the_reason_and_the_news_is_said_once() -> None:
    state = a_call()
    audience = an_audience(a_contact(has_phone=False))
    (withheld,) = said(state, audience=audience, at=5)
    assert withheld.withheld is NotSent.NO_CONTACT
    waiting = hearing(audience, [withheld])
    waiting = replace(waiting, not_yet=waiting.said)
    assert said(state, audience=waiting, at=5) == []
    known = replace(waiting, contacts=(a_contact(),))
    assert sent_keys(said(state, audience=known, at=5)) == [K.CALL_RECEIVED]
    assert said(state, audience=replace(known, not_yet=frozenset()), at=5) == []


def test_a_call_without_a_known_caller_says_so_once_and_has_no_victim_to_miss() -> None:
    state = a_call(closed("01", case_number="26-1"))
    nobody = Audience(contacts=(), zone=an_audience().zone)
    messages = said(state, audience=nobody, at=60 * 8)
    assert [(m.contact_id, m.key, m.channel, m.withheld) for m in messages] == [
        ("", K.OUTCOME_HANDLED, None, NotSent.NO_CONTACT),
        ("", K.SURVEY_INVITATION, None, NotSent.NO_CONTACT),
        ("", K.CALL_RECEIVED, None, NotSent.NO_CONTACT),
    ]
    assert said(state, audience=hearing(nobody, messages), at=60 * 8) == []


def test_a_detective_is_told_nothing() -> None:
    state = a_call(closed("01", case_number="26-1"))
    messages = said(state, a_contact({ContactRole.DETECTIVE}))
    assert {message.contact_id for message in messages} == {""}


def test_a_policy_may_leave_out_witnesses() -> None:
    narrow = KeyPolicy(audience=CALLING_VICTIM)
    policy = a_policy(messages={**ALL_MESSAGES, K.CALL_RECEIVED: narrow})
    messages = said(a_call(), a_contact(WITNESS, id="wit"), a_contact(id="ana"), policy=policy, at=5)
    assert [message.contact_id for message in messages] == ["ana"]


def test_a_message_that_the_policy_leaves_out_is_neither_sent_nor_recorded() -> None:
    policy = a_policy(messages={K.OUTCOME_HANDLED: KeyPolicy()})
    assert said(a_call(), policy=policy, at=5) == []
    assert plan_news(News(key=K.DETECTIVE_MESSAGE, n=1), a_call(), an_audience(), policy, now=minutes(9)) == ()


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
    messages = said(a_call(), a_contact(**contact), policy=policy, at=5)
    assert [message.channel for message in messages] == channels


def test_a_message_is_valid_from_when_it_became_news() -> None:
    policy = a_policy(messages={K.CALL_RECEIVED: KeyPolicy(valid_for=timedelta(minutes=20))})
    (message,) = said(a_call(), policy=policy, at=5)
    assert (message.not_before, message.valid_until) == (None, minutes(21))
    (withheld,) = said(a_call(), policy=replace(policy, shadow=True), at=5)
    assert withheld.valid_until is None
