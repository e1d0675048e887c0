"""Whole calls played by the rules alone: they come to rest, repeats say nothing more, and nobody is endangered."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.contacts import NEVER_CONTACTED, VICTIMS, Contact
from domain.delivery import NotSent
from domain.events import CallEvent, EventType
from domain.incident_types import is_sensitive
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose, Urgency
from domain.policy import Policy
from domain.quiet_hours import is_allowed
from tests.builders import (
    CALLER,
    CALLING_VICTIM,
    LOS_ANGELES,
    a_contact,
    a_policy,
    an_event,
    minutes,
)
from tests.strategies import people, policies, stories
from tests.workflows.driver import Played

T = EventType
K = MessageKey
LATER = minutes(60 * 24 * 60)


def played(policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...]) -> Played:
    call = Played(policy, contacts)
    for event in sorted(history, key=lambda event: event.occurred_at):
        call.hear(event, at=event.occurred_at)
    call.wait(until=LATER)
    return call


LIMITED = (Urgency.PROGRESS, Urgency.SURVEY)
"""What a victim must hear is delayed at most."""


@given(policies(), people(), stories())
def test_every_call_comes_to_rest(
    policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...]
) -> None:
    call = played(policy, contacts, history)
    assert call.memory.next_step is None or call.memory.next_step.at > LATER


@given(policies(), people(), stories(), st.data())
def test_events_heard_all_at_once_a_year_late_still_come_to_rest(
    policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...], data: st.DataObject
) -> None:
    call = Played(policy, contacts)
    call.hear(*data.draw(st.permutations(history)), at=minutes(60 * 24 * 365))
    delays = Counter(m.contact_id for m in call.sent if m.key is K.OFFICER_DELAYED)
    still_open = Counter(m.contact_id for m in call.sent if m.key is K.STILL_OPEN)
    ways = len(Channel)
    assert max([*delays.values(), *still_open.values()], default=0) <= ways


@given(policies(), people(), stories(), st.data())
def test_the_same_day_three_times_over_and_shuffled_is_not_one_message_more(
    policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...], data: st.DataObject
) -> None:
    call = played(policy, contacts, history)
    before = list(call.planned)
    for _ in range(2):
        call.hear(*data.draw(st.permutations(history)), at=LATER)
    for event in data.draw(st.permutations(history)):
        call.hear(event, at=LATER)
    assert call.planned == before


@given(policies(), people(), stories(), st.data())
def test_repeats_in_between_say_nothing_either(
    policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...], data: st.DataObject
) -> None:
    in_time = sorted(history, key=lambda event: event.occurred_at)
    once, often = Played(policy, contacts), Played(policy, contacts)
    for number, event in enumerate(in_time):
        once.hear(event, at=event.occurred_at)
        repeats = data.draw(st.lists(st.sampled_from(in_time[: number + 1]), max_size=3))
        often.hear(event, *repeats, at=event.occurred_at)
    assert often.planned == once.planned
    assert often.memory.state == once.memory.state


@given(policies(), people(), stories())
def test_nobody_is_told_who_must_not_be(
    policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...]
) -> None:
    call = played(policy, contacts, history)
    for moment, message in call.planned:
        if message.withheld is not None:
            assert message.channel is None
            continue
        person = call.contact(message.contact_id)
        known = [event for event in history if event.occurred_at <= moment]
        assert not person.roles & NEVER_CONTACTED
        assert not any(is_sensitive(event.incident_type) for event in known if event.merged_into != "2026-001")
        assert KEY_RULES[message.key].purpose not in person.opted_out
        assert message.channel is Channel.SMS or KEY_RULES[message.key].purpose not in person.emails_stopped
        assert not policy.shadow
        assert message.channel is not None
        assert (person.safe_sms and person.has_phone) or message.channel is not Channel.SMS
        assert (person.safe_email and person.has_email) or message.channel is not Channel.EMAIL
        if KEY_RULES[message.key].victims_only:
            assert person.roles & VICTIMS
        if message.key is K.ARREST_MADE:
            continue
        leaves = message.not_before or moment
        hours = {Urgency.SURVEY: policy.survey_hours, Urgency.CASE: policy.case_hours}.get(
            KEY_RULES[message.key].urgency
        )
        assert hours is None or all(is_allowed(leaves, hours, zone) for zone in {LOS_ANGELES, *person.zones})


@given(policies(), people(), stories())
def test_each_message_goes_once_to_each_person_over_each_channel_within_the_daily_limit(
    policy: Policy, contacts: tuple[Contact, ...], history: tuple[CallEvent, ...]
) -> None:
    call = played(policy, contacts, history)
    keys = Counter((m.contact_id, m.key, m.n, m.channel) for m in call.sent)
    assert all(count == 1 for count in keys.values())
    surveys = Counter((m.contact_id, m.key, m.channel) for m in call.sent if KEY_RULES[m.key].purpose is Purpose.SURVEY)
    assert all(count == 1 for count in surveys.values())
    spare = len(Channel) - 1
    for moment, _ in call.planned:
        day = [
            m.contact_id
            for at, m in call.planned
            if moment - timedelta(days=1) < at <= moment and not m.withheld and KEY_RULES[m.key].urgency in LIMITED
        ]
        assert all(day.count(person) <= policy.messages_per_person_per_day + spare for person in set(day))


def test_a_theft_from_the_first_ring_to_the_closed_case() -> None:
    call = Played(a_policy(), [a_contact(CALLING_VICTIM)])
    call.hear(an_event(T.CALL_RECEIVED, incident_type="LARCENY", priority=3), at=minutes(0))
    call.hear(an_event(T.UNIT_DISPATCHED, at=minutes(40)), at=minutes(40))
    call.hear(an_event(T.UNIT_ARRIVED, at=minutes(55)), at=minutes(55))
    call.hear(
        an_event(T.CALL_CLOSED, at=minutes(90), disposition="01", case_number="26-1"),
        at=minutes(90),
    )
    call.hear(an_event(T.CASE_ASSIGNED, at=minutes(1500)), at=minutes(1500))
    call.wait(until=minutes(60 * 24 * 35))
    call.hear(an_event(T.CASE_CLOSED, at=minutes(60 * 24 * 36)), at=minutes(60 * 24 * 36))
    assert [message.key for message in call.sent] == [
        K.CALL_RECEIVED,
        K.OFFICER_DELAYED,
        K.OFFICER_DISPATCHED,
        K.OUTCOME_HANDLED,
        K.CASE_NUMBER,
        K.VICTIM_RIGHTS,
        K.REPORT_COPY,
        K.SURVEY_INVITATION,
        K.DETECTIVE_ASSIGNED,
        K.SURVEY_REMINDER,
        K.STILL_OPEN,
        K.CASE_CLOSED,
    ]
    assert call.memory.finished


def test_a_number_that_comes_after_the_call_hears_how_it_ended_and_is_asked() -> None:
    call = Played(a_policy(), [a_contact(CALLER, has_phone=False)])
    call.hear(an_event(T.CALL_RECEIVED, incident_type="LARCENY"), at=minutes(0))
    call.hear(an_event(T.CALL_CLOSED, at=minutes(20), disposition="14"), at=minutes(20))
    assert {m.withheld for _, m in call.planned} == {NotSent.NO_CONTACT}
    call.change("ana", has_phone=True, language="sw")
    call.hear(an_event(T.CONTACT_UPDATED, at=minutes(30)), at=minutes(30))
    call.wait(until=LATER)
    assert [(m.key, m.language) for m in call.sent] == [
        (K.OUTCOME_UNABLE_TO_LOCATE, "sw"),
        (K.SURVEY_INVITATION, "sw"),
        (K.SURVEY_REMINDER, "sw"),
    ]


def test_a_type_that_turns_sensitive_silences_everything_after_it() -> None:
    call = Played(a_policy(), [a_contact(CALLING_VICTIM)])
    call.hear(an_event(T.CALL_RECEIVED, incident_type="LARCENY"), at=minutes(0))
    call.hear(an_event(T.CALL_UPDATED, at=minutes(10), incident_type="DVA"), at=minutes(10))
    call.hear(an_event(T.CALL_UPDATED, at=minutes(11), incident_type="LARCENY"), at=minutes(11))
    call.hear(an_event(T.CALL_CLOSED, at=minutes(60), disposition="01", case_number="26-1"), at=minutes(60))
    call.hear(an_event(T.CASE_ARREST, at=minutes(70)), at=minutes(70))
    call.wait(until=LATER)
    assert [m.key for m in call.sent] == [K.CALL_RECEIVED]
    assert {m.withheld for _, m in call.planned[1:]} == {NotSent.SENSITIVE_CALL_TYPE}
