"""What somebody chose is obeyed: over which channels, about what, at which hours; and every caution holds."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import DeliveryStatus, NotSent
from domain.events import EventType
from domain.fallback import Attempt, StandIn, fall_back
from domain.message_plan import PlannedMessage, plan
from domain.message_times import leaves_at
from domain.messages import KEY_RULES, NEWS_KEYS, Channel, MessageKey, Purpose, Urgency
from domain.policy import KeyPolicy, Policy
from domain.preferences import GROUP_OF, NOTHING, Preferences, UpdateGroup, hours_of, joined, of_one_person, text_of
from domain.quiet_hours import Hours, is_allowed
from tests import strategies
from tests.builders import (
    ALL_MESSAGES,
    CALLING_VICTIM,
    LOS_ANGELES,
    a_call,
    a_contact,
    a_policy,
    an_audience,
    an_event,
    minutes,
)

K = MessageKey
BOTH = frozenset(Channel)
REACHABLE: dict[str, Any] = {"roles": CALLING_VICTIM, "has_phone": True, "has_email": True}
NOW = minutes(40)
NINE_TO_FIVE = Hours(start=time(9), end=time(17))
AT_NIGHT = Hours(start=time(22), end=time(6))


def said_to(preferences: Preferences, *, policy: Policy | None = None, **contact: Any) -> Any:
    """What is planned for Ana, a calling victim with a case, by key."""
    person = a_contact(**(REACHABLE | contact), preferences=preferences)
    arrived = an_event(EventType.UNIT_ARRIVED, at=minutes(20))
    state = a_call(arrived, an_event(EventType.CASE_OPENED, at=minutes(30), case_number="26-1"))
    found: dict[MessageKey, list[PlannedMessage]] = {}
    for message in plan(state, an_audience(person), policy or a_policy(), now=NOW):
        found.setdefault(message.key, []).append(message)
    return found


def ways(preferences: Preferences, **values: Any) -> list[Channel | None]:
    return [message.channel for message in said_to(preferences, **values)[K.CASE_NUMBER]]


@pytest.mark.parametrize(
    ("chosen", "contact", "channels"),
    [
        (None, {}, [Channel.SMS]),
        ({Channel.SMS}, {}, [Channel.SMS]),
        ({Channel.EMAIL}, {}, [Channel.EMAIL]),
        (BOTH, {}, [Channel.SMS, Channel.EMAIL]),
        ({Channel.EMAIL}, {"has_email": False}, [Channel.SMS]),  # the address was taken back: as the policy says
        (BOTH, {"has_email": False}, [Channel.SMS]),
        (BOTH, {"safe_sms": False}, [Channel.EMAIL]),
    ],
)
def test_messages_go_over_the_channels_that_were_chosen(
    chosen: frozenset[Channel] | None, contact: dict[str, Any], channels: list[Channel]
) -> None:
    assert ways(Preferences(channels=None if chosen is None else frozenset(chosen)), **contact) == channels


def test_a_channel_the_agency_uses_for_other_messages_only_is_used_for_all_if_it_was_chosen() -> None:
    mixed = {**ALL_MESSAGES, K.CASE_NUMBER: KeyPolicy(channels=(Channel.SMS,))}
    assert ways(Preferences(channels=frozenset({Channel.EMAIL})), policy=a_policy(messages=mixed)) == [Channel.EMAIL]


def test_a_channel_the_agency_does_not_use_at_all_cannot_be_chosen() -> None:
    texts = dict.fromkeys(ALL_MESSAGES, KeyPolicy(channels=(Channel.SMS,)))
    assert ways(Preferences(channels=frozenset({Channel.EMAIL})), policy=a_policy(messages=texts)) == [Channel.SMS]


@pytest.mark.parametrize(
    ("preferences", "contact", "reason"),
    [
        (Preferences(channels=frozenset()), {}, NotSent.NOT_WANTED),
        (Preferences(channels=frozenset({Channel.EMAIL})), {"safe_email": False}, NotSent.NOT_SAFE),
        (
            Preferences(channels=frozenset({Channel.EMAIL})),
            {"emails_stopped": frozenset({Purpose.UPDATES})},
            NotSent.OPTED_OUT,
        ),
    ],
)
def test_what_cannot_go_over_the_chosen_channel_takes_no_other(
    preferences: Preferences, contact: dict[str, Any], reason: NotSent
) -> None:
    [message] = said_to(preferences, **contact)[K.CASE_NUMBER]
    assert (message.channel, message.withheld) == (None, reason)


@pytest.mark.parametrize("group", list(UpdateGroup))
def test_each_group_of_updates_can_be_switched_off_by_itself(group: UpdateGroup) -> None:
    off = Preferences(updates_off=frozenset({group}))
    assert {key for key in MessageKey if off.switched_off(key)} == {k for k, g in GROUP_OF.items() if g is group}


def test_every_message_is_in_a_group_but_replies_and_nothing_urgent_for_somebodys_safety_is() -> None:
    assert set(GROUP_OF) == NEWS_KEYS
    assert not [key for key in GROUP_OF if KEY_RULES[key].urgency is Urgency.SAFETY]


def test_updates_that_are_off_are_withheld_and_the_others_go() -> None:
    found = said_to(Preferences(updates_off=frozenset({UpdateGroup.REPORTS_AND_RIGHTS})))
    assert found[K.VICTIM_RIGHTS][0].withheld is found[K.CASE_NUMBER][0].withheld is NotSent.NOT_WANTED
    assert found[K.CALL_RECEIVED][0].withheld is None


@given(strategies.stories(), strategies.people(), strategies.policies())
def test_nobody_is_sent_anything_against_their_wishes(story: Any, people: Any, policy: Policy) -> None:
    state = a_call(*story)
    audience = an_audience(*people)
    by_id = {person.id: person for person in audience.contacts}
    for message in plan(state, audience, policy, now=minutes(5000)):
        if message.withheld is not None or message.channel is None:
            continue
        person = by_id[message.contact_id]
        preferences = person.preferences
        assert not preferences.switched_off(message.key)
        leaves = message.not_before or minutes(5000)
        assert all(is_allowed(leaves, hours, LOS_ANGELES) for hours in preferences.safe_hours)
        possible = policy.ways & {c for c in Channel if (person.has_phone if c is Channel.SMS else person.has_email)}
        assert (
            preferences.channels is None
            or message.channel in preferences.channels
            or not preferences.channels & possible
        )


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES).astimezone(UTC)


@pytest.mark.parametrize(
    ("key", "hours", "now", "leaves"),
    [
        (K.CASE_CLOSED, NINE_TO_FIVE, "2026-06-02T16:59", "2026-06-02T16:59"),
        (K.CASE_CLOSED, NINE_TO_FIVE, "2026-06-02T17:00", "2026-06-03T09:00"),
        (K.ARREST_MADE, NINE_TO_FIVE, "2026-06-02T23:00", "2026-06-03T09:00"),
        (K.SURVEY_INVITATION, AT_NIGHT, "2026-06-02T12:00", None),  # surveys never go out at night
        (K.ARREST_MADE, AT_NIGHT, "2026-06-02T12:00", "2026-06-02T22:00"),
        (K.CASE_CLOSED, Hours(start=time(20), end=time(9)), "2026-06-02T21:00", "2026-06-03T08:00"),
        (K.CASE_CLOSED, NINE_TO_FIVE, "2026-03-07T18:00", "2026-03-08T09:00"),  # clocks go forward that night
        (K.OUTCOME_HANDLED, NINE_TO_FIVE, "2026-06-02T20:00", "2026-06-03T09:00"),
        (K.CALL_RECEIVED, NINE_TO_FIVE, "2026-06-02T08:30", "2026-06-02T09:00"),
        (K.CALL_RECEIVED, NINE_TO_FIVE, "2026-06-02T03:00", None),  # at nine it is not worth saying any more
    ],
)
def test_outside_the_hours_somebody_calls_safe_everything_waits(
    key: MessageKey, hours: Hours, now: str, leaves: str | None
) -> None:
    valid = {K.CALL_RECEIVED: timedelta(hours=1), K.OUTCOME_HANDLED: timedelta(days=1)}
    policy = a_policy(messages={k: KeyPolicy(valid_for=valid.get(k)) for k in ALL_MESSAGES})
    person = a_contact(preferences=Preferences(safe_hours=frozenset({hours})))
    times = leaves_at(key, person, local(now), LOS_ANGELES, policy)
    assert (times and times.not_before) == (local(leaves) if leaves else None)


def test_what_can_never_leave_at_a_safe_hour_says_so_and_takes_no_way() -> None:
    found = said_to(Preferences(safe_hours=frozenset({AT_NIGHT})))
    [message] = found[K.VICTIM_RIGHTS]
    assert (message.withheld, message.channel, message.not_before) == (NotSent.NOT_SAFE, None, None)


def test_the_agencys_quiet_hours_do_not_use_up_the_time_in_which_it_is_worth_saying() -> None:
    policy = a_policy(messages=dict.fromkeys(ALL_MESSAGES, KeyPolicy(valid_for=timedelta(hours=2))))
    person = a_contact(preferences=Preferences(safe_hours=frozenset({NINE_TO_FIVE})))
    times = leaves_at(K.CASE_CLOSED, person, local("2026-06-02T23:00"), LOS_ANGELES, policy)
    assert times is not None
    assert (times.not_before, times.valid_until) == (local("2026-06-03T09:00"), local("2026-06-03T10:00"))


@given(st.lists(strategies.WISHES, max_size=4))
def test_of_everything_said_by_one_person_every_caution_holds_and_the_newest_choice_counts(
    words: list[Preferences],
) -> None:
    found = of_one_person(words)
    assert found.safe_sms is all(each.safe_sms for each in words)
    assert found.safe_email is all(each.safe_email for each in words)
    assert found.safe_voice is all(each.safe_voice for each in words)
    assert found.ok_to_identify is all(each.ok_to_identify for each in words)
    assert found.safe_hours == frozenset().union(*(each.safe_hours for each in words))
    dated = sorted((each.review_by.timestamp() if each.review_by else 0) for each in words)
    newest = [each for each in words if (each.review_by.timestamp() if each.review_by else 0) == dated[-1]]
    assert found == NOTHING if not words else found.channels in [each.channels for each in newest]
    assert not words or found.updates_off in [each.updates_off for each in newest]


@given(st.lists(strategies.WISHES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_people_who_may_be_one_get_everybodys_caution_in_whatever_order(words: list[Preferences], chance: Any) -> None:
    found = reduce(joined, words, NOTHING)
    chosen = [each.channels for each in words if each.channels is not None]
    assert found.updates_off == frozenset().union(*(each.updates_off for each in words))
    assert found.channels == (frozenset.intersection(*chosen) if chosen else None)
    shuffled = list(words)
    chance.shuffle(shuffled)
    assert reduce(joined, shuffled, NOTHING) == found


def test_who_may_not_be_told_that_we_are_the_police_gets_no_text_and_no_email() -> None:
    preferences = Preferences(ok_to_identify=False)
    assert not preferences.sms_is_safe
    assert not preferences.email_is_safe


@pytest.mark.parametrize("text", ["09:00-17:00", "22:00-06:00", "00:00-23:59"])
def test_hours_are_read_as_they_are_written(text: str) -> None:
    assert text_of(hours_of(text)) == text


def test_hours_that_are_none_are_refused() -> None:
    for wrong in ("", "9-17", "24:00-01:00", "09:00-17:60", "09:00"):
        with pytest.raises(ValueError, match="hours"):
            hours_of(wrong)


def another_way(**contact: Any) -> tuple[Any, ...]:
    """What is done about a text that was withheld as its reader wants emails now; the policy wants no stand-ins."""
    tried = Attempt(
        message_id="first",
        contact_id="ana",
        key=K.CASE_NUMBER,
        n=1,
        channel=Channel.SMS,
        language="en",
        status=DeliveryStatus.WITHHELD,
        reason=NotSent.ANOTHER_WAY.value,
    )
    state = a_call(an_event(EventType.CASE_OPENED, at=minutes(30), case_number="26-1"))
    person = a_contact(**(REACHABLE | {"preferences": Preferences(channels=frozenset({Channel.EMAIL}))} | contact))
    policy = a_policy(messages=dict.fromkeys(ALL_MESSAGES, KeyPolicy(fallback=False)))
    return fall_back([tried], state, an_audience(person), policy, now=minutes(40))


def test_what_waited_for_another_channel_goes_over_the_one_they_chose_meanwhile() -> None:
    [stand_in] = another_way()
    assert isinstance(stand_in, StandIn)
    assert stand_in.message.channel is Channel.EMAIL


@pytest.mark.parametrize("contact", [{"preferences": Preferences(channels=frozenset())}, {"safe_email": False}])
def test_and_over_none_if_it_is_not_wanted_or_not_safe_and_staff_is_not_asked(contact: dict[str, Any]) -> None:
    assert another_way(**contact) == ()


def test_nothing_chosen_changes_nothing() -> None:
    assert said_to(NOTHING) == said_to(Preferences())
