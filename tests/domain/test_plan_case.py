"""What victims hear of the case, and nobody else."""

from __future__ import annotations

import pytest

from domain.call_state import News
from domain.contacts import ContactRole
from domain.delivery import NotSent
from domain.events import EventType
from domain.lifecycle import mark_still_open
from domain.message_plan import plan_news
from domain.messages import MessageKey
from domain.policy import KeyPolicy
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
from tests.domain.planning import closed, said, sent_keys

T = EventType
K = MessageKey
REPORT = [K.CASE_NUMBER, K.VICTIM_RIGHTS, K.REPORT_COPY]


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


def test_a_policy_cannot_let_callers_hear_of_the_case() -> None:
    wide = KeyPolicy(audience=frozenset(ContactRole))
    policy = a_policy(messages=dict.fromkeys(ALL_MESSAGES, wide))
    state = a_call(an_event(T.CASE_ARREST, at=minutes(5)))
    assert K.ARREST_MADE not in [message.key for message in said(state, a_contact(CALLER), policy=policy)]


def test_a_detectives_message_goes_to_victims_only() -> None:
    audience = an_audience(a_contact(CALLER), a_contact(VICTIM, id="vic"), a_contact(SUSPECT | VICTIM, id="sus"))
    news = News(key=K.DETECTIVE_MESSAGE, n=2)
    messages = plan_news(news, a_call(), audience, a_policy(), now=minutes(9))
    assert [(m.contact_id, m.n, m.withheld) for m in messages] == [
        ("vic", 2, None),
        ("sus", 2, NotSent.NEVER_CONTACTED_ROLE),
    ]
