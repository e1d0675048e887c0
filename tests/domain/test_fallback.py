"""What stands in for a message that cannot arrive, and when nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.call_state import CallState, CaseStatus
from domain.contacts import Contact
from domain.delivery import DeliveryStatus
from domain.events import EventType
from domain.fallback import Attempt, StandIn, Undeliverable, fall_back
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.policy import KeyPolicy, Policy
from tests.builders import (
    ALL_MESSAGES,
    CALLING_VICTIM,
    SUSPECT,
    a_call,
    a_contact,
    a_policy,
    an_audience,
    an_event,
    minutes,
)

NOW = minutes(40)
REACHABLE: dict[str, Any] = {"roles": CALLING_VICTIM, "has_phone": True, "has_email": True}
FAILED, WITHHELD = DeliveryStatus.PERMANENT_FAILURE, DeliveryStatus.WITHHELD
ONLY_SMS = a_policy(messages={**ALL_MESSAGES, MessageKey.CASE_NUMBER: KeyPolicy(channels=(Channel.SMS,))})
NO_FALLBACK = a_policy(messages={key: replace(rule, fallback=False) for key, rule in ALL_MESSAGES.items()})


def an_attempt(key: MessageKey = MessageKey.CASE_NUMBER, **values: Any) -> Attempt:
    """A text to Ana that failed because her telephone hangs on the wall."""
    usual: dict[str, Any] = {
        "message_id": "first",
        "contact_id": "ana",
        "n": 1,
        "channel": Channel.SMS,
        "language": "en",
        "status": FAILED,
        "reason": "landline: 21614",
    }
    return Attempt(key=key, **(usual | values))


def a_case() -> CallState:
    return a_call(an_event(EventType.CASE_OPENED, at=minutes(30), case_number="26-1"))


def decided(
    *attempts: Attempt,
    contact: Contact | None = None,
    state: CallState | None = None,
    policy: Policy | None = None,
    **audience: Any,
) -> tuple[StandIn | Undeliverable, ...]:
    people = an_audience(contact or a_contact(**REACHABLE), **audience)
    return fall_back(attempts, state or a_case(), people, policy or a_policy(), now=NOW)


def test_a_text_that_cannot_arrive_goes_by_email_in_the_persons_language() -> None:
    contact = a_contact(**REACHABLE, language="ar")
    (stand_in,) = decided(an_attempt(valid_until=minutes(60)), contact=contact)
    assert isinstance(stand_in, StandIn)
    message = stand_in.message
    assert (stand_in.instead_of, message.contact_id, message.channel) == ("first", "ana", Channel.EMAIL)
    assert (message.key, message.n, message.language) == (MessageKey.CASE_NUMBER, 1, "ar")
    assert (message.valid_until, message.withheld, message.not_before) == (minutes(60), None, None)


def test_a_correction_that_cannot_arrive_goes_no_other_way_and_staff_is_asked() -> None:
    without = a_policy(messages={key: rule for key, rule in ALL_MESSAGES.items() if key is not MessageKey.CORRECTION})
    failed = an_attempt(MessageKey.CORRECTION, reason="rejected: 30003")
    (decision,) = decided(failed, policy=without)
    assert isinstance(decision, Undeliverable)
    assert (decision.key, decision.reason) == (MessageKey.CORRECTION, "sms rejected: 30003")
    suspect = a_contact(**{**REACHABLE, "roles": CALLING_VICTIM | SUSPECT})
    assert decided(failed, policy=without, contact=suspect) == ()


def test_an_email_that_cannot_arrive_goes_by_text() -> None:
    (stand_in,) = decided(an_attempt(channel=Channel.EMAIL, reason="rejected: 550"))
    assert isinstance(stand_in, StandIn)
    assert stand_in.message.channel is Channel.SMS


def test_a_late_officer_is_as_late_as_it_is_by_then() -> None:
    (stand_in,) = decided(an_attempt(MessageKey.OFFICER_DELAYED), state=a_call())
    assert isinstance(stand_in, StandIn)
    assert stand_in.message.minutes == 40


def test_a_landline_known_before_the_send_counts_as_failed() -> None:
    assert isinstance(decided(an_attempt(status=WITHHELD, reason="landline"))[0], StandIn)


def test_what_does_not_open_goes_another_way_or_to_staff() -> None:
    unreadable = an_attempt(status=WITHHELD, reason="unreadable")
    assert isinstance(decided(unreadable)[0], StandIn)
    assert isinstance(decided(unreadable, contact=a_contact(CALLING_VICTIM))[0], Undeliverable)


@pytest.mark.parametrize("status", sorted(set(DeliveryStatus) - {FAILED}))
def test_what_has_not_failed_needs_nobody_to_stand_in(status: DeliveryStatus) -> None:
    assert decided(an_attempt(status=status, reason="stale")) == ()


@pytest.mark.parametrize("status", ["sent", "delivered", "unknown", "created", "sending", "temporary_failure"])
def test_what_arrives_over_another_channel_already_needs_no_stand_in(status: str) -> None:
    other = an_attempt(message_id="second", channel=Channel.EMAIL, status=DeliveryStatus(status), reason="")
    assert decided(an_attempt(), other) == ()


NO_WAY: dict[str, dict[str, Any]] = {
    "no email": {"contact": a_contact(CALLING_VICTIM)},
    "an email that is not safe": {"contact": a_contact(**REACHABLE, safe_email=False)},
    "a message for one channel only": {"policy": ONLY_SMS},
    "an agency that wants no stand-ins": {"policy": NO_FALLBACK},
}


@pytest.mark.parametrize("why", NO_WAY)
def test_where_no_way_is_left_staff_is_asked(why: str) -> None:
    assert decided(an_attempt(), **NO_WAY[why]) == (
        Undeliverable(
            instead_of="first", contact_id="ana", key=MessageKey.CASE_NUMBER, n=1, reason="sms landline: 21614"
        ),
    )


@pytest.mark.parametrize(("status", "reason"), [(FAILED, "rejected: 550"), (WITHHELD, "not_safe")])
def test_a_stand_in_that_fails_too_is_never_sent_back_and_forth(status: DeliveryStatus, reason: str) -> None:
    email = an_attempt(message_id="second", channel=Channel.EMAIL, status=status, reason=reason)
    (decision,) = decided(an_attempt(), email)
    assert isinstance(decision, Undeliverable)
    assert decision.reason.startswith("sms landline: 21614")
    assert ("email rejected: 550" in decision.reason) == (status is FAILED)


def arrived() -> CallState:
    return a_call(an_event(EventType.UNIT_ARRIVED, at=minutes(35)))


UNWANTED: dict[str, dict[str, Any]] = {
    "opted out": {"contact": a_contact(**REACHABLE, opted_out=frozenset({Purpose.UPDATES}))},
    "a suspect by now": {"contact": a_contact(**(REACHABLE | {"roles": SUSPECT}))},
    "no victim any more": {"contact": a_contact(has_email=True)},
    "somebody else": {"contact": a_contact(**REACHABLE, id="ben")},
    "erased": {"contact": a_contact(CALLING_VICTIM, has_phone=False)},
    "a sensitive type": {"state": replace(a_case(), sensitive=True)},
    "a type that is left alone": {"state": replace(a_case(), incident_type="CDX")},
    "not in the policy any more": {"policy": a_policy(messages={})},
    "a trial": {"policy": a_policy(shadow=True)},
    "the hold": {"policy": a_policy(hold=timedelta(hours=1))},
}


@pytest.mark.parametrize("why", UNWANTED)
def test_what_may_not_be_said_has_no_stand_in_and_is_no_task(why: str) -> None:
    assert decided(an_attempt(), **UNWANTED[why]) == ()


@pytest.mark.parametrize("contact", [a_contact(**REACHABLE), a_contact()])
def test_what_is_no_longer_true_has_no_stand_in_and_is_no_task(contact: Contact) -> None:
    late = an_attempt(MessageKey.OFFICER_DELAYED)
    assert decided(late, contact=contact, state=a_call()) != ()
    assert decided(late, contact=contact, state=arrived()) == ()
    expired = replace(late, valid_until=NOW + timedelta(seconds=1))
    assert decided(expired, contact=contact, state=a_call()) == ()


@pytest.mark.parametrize("key", [key for key, rule in KEY_RULES.items() if rule.purpose is not Purpose.UPDATES])
def test_surveys_and_replies_are_only_recorded(key: MessageKey) -> None:
    assert decided(an_attempt(key)) == ()


def test_the_days_limit_does_not_keep_back_what_was_counted_already() -> None:
    assert isinstance(decided(an_attempt(), said_today={"ana": 1000})[0], StandIn)


def test_a_stand_in_keeps_the_quiet_hours() -> None:
    night = minutes(14 * 60)
    contact = a_contact(**REACHABLE)
    (stand_in,) = fall_back([an_attempt()], a_case(), an_audience(contact), a_policy(), now=night)
    assert isinstance(stand_in, StandIn)
    assert stand_in.message.not_before == minutes(22 * 60)


def test_each_piece_of_news_is_judged_by_itself() -> None:
    state = replace(a_case(), case_status=CaseStatus.ARREST)
    first, second = an_attempt(MessageKey.ARREST_MADE), an_attempt(MessageKey.ARREST_MADE, n=2, message_id="b")
    email = replace(first, message_id="c", channel=Channel.EMAIL, status=DeliveryStatus.SENT)
    (stand_in,) = decided(first, second, email, state=state)
    assert isinstance(stand_in, StandIn)
    assert (stand_in.instead_of, stand_in.message.n) == ("b", 2)
