"""Events that are dealt with together leave a row for all that they would have said one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audience import Audience
from domain.call_state import CallState
from domain.contacts import Contact
from domain.deadlines import hold_until, is_held, officer_late_at
from domain.delivery import NotSent
from domain.events import CallEvent, EventType
from domain.lifecycle import advance
from domain.message_plan import PlannedMessage, plan
from domain.messages import KEY_RULES, MessageKey, Purpose
from domain.policy import Policy
from tests.builders import LOS_ANGELES, a_contact, a_policy, an_audience, an_event, minutes
from tests.domain.planning import closed, hearing, sent_keys
from tests.strategies import BLANK, people, policies, stories

T = EventType
K = MessageKey


def steps(
    batches: Sequence[Sequence[CallEvent]], audience: Audience, policy: Policy, at: float
) -> Iterator[PlannedMessage]:
    """What is planned when each batch is one step, as the workflow and its activity do it."""
    state = BLANK
    for batch in batches:
        states: list[CallState] = []
        for event in batch:
            state = advance(state, event, now=minutes(at)).state
            states.append(state)
        on_the_way = states if len(states) > 1 else []
        planned = plan(state, audience, policy, now=minutes(at), on_the_way=on_the_way)
        yield from planned
        audience = hearing(audience, planned)
        state = state if is_held(state, policy, minutes(at)) else replace(state, untold=())
    held_until = hold_until(state, policy)
    if held_until is not None and held_until > minutes(at):  # what waits is planned when the hold is over
        yield from plan(state, audience, policy, now=held_until)


def rows(messages: Iterator[PlannedMessage]) -> set[tuple[str, MessageKey]]:
    """Who they are about and what they say. A survey is planned when it is due, whatever passed meanwhile."""
    return {(m.contact_id, m.key) for m in messages if KEY_RULES[m.key].purpose is not Purpose.SURVEY}


@given(
    story=stories(),
    cuts=st.sets(st.integers(1, 10)),
    who=people(),
    policy=policies(),
    hold=st.booleans(),
    at=st.sampled_from((0, 1, 30, 300, 3100)),
)
def test_what_is_said_one_by_one_has_a_row_when_it_comes_together(
    story: tuple[CallEvent, ...], cuts: set[int], who: tuple[Contact, ...], policy: Policy, hold: bool, at: int
) -> None:
    policy = policy if hold else replace(policy, hold=policy.hold * 0)
    # No event is dealt with before it happens: a receipt that lies ahead would begin a hold anew.
    at = max(at, *(math.ceil((event.occurred_at - minutes(0)).total_seconds() / 60) for event in story), 0)
    audience = Audience(contacts=who, zone=LOS_ANGELES)
    edges = [0, *sorted(cut for cut in cuts if cut < len(story)), len(story)]
    batches = [story[start:end] for start, end in itertools.pairwise(edges)]
    single = rows(steps([[event] for event in story], audience, policy, at))
    together = list(steps(batches, audience, policy, at))
    state = BLANK
    for event in story:
        state = advance(state, event, now=minutes(at)).state
    late_at = officer_late_at(state, policy, now=minutes(at))
    # Where an officer is late already, the step of that deadline says so, and says the receipt with it.
    by_its_deadline = {K.CALL_RECEIVED} if late_at is not None and late_at <= minutes(at) else set()
    assert {row for row in single if row[1] not in by_its_deadline} <= rows(iter(together))
    keys = [(m.contact_id, m.key, m.n, m.channel) for m in together]
    assert len(keys) == len(set(keys))


def received() -> CallEvent:
    return an_event(T.CALL_RECEIVED, incident_type="LARCENY", priority=3)


ENDS = [
    closed("02"),
    closed(None),
    an_event(T.CALL_CANCELLED, at=minutes(60)),
    an_event(T.CALL_MERGED, at=minutes(60), merged_into="2026-777"),
]


@pytest.mark.parametrize("end", ENDS, ids=["closed", "closed without a word", "cancelled", "merged"])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_call_that_begins_and_ends_at_once_says_why_its_receipt_was_not(end: CallEvent, backwards: bool) -> None:
    batch = [end, received()] if backwards else [received(), end]
    planned = list(steps([batch], an_audience(), a_policy(), 61))
    first = [(m.withheld, m.channel) for m in planned if m.key is K.CALL_RECEIVED]
    assert first == [(NotSent.STALE, None)]


def test_a_call_that_ends_while_it_is_held_says_why_too() -> None:
    policy = a_policy()
    state = BLANK
    for event in (received(), an_event(T.CALL_CLOSED, at=minutes(0.5), disposition="02")):
        state = advance(state, event).state
        assert plan(state, an_audience(), policy, now=minutes(0.5)) == ()
    planned = plan(state, an_audience(), policy, now=minutes(2))
    assert sent_keys(planned) == [K.OUTCOME_HANDLED]
    assert [(m.key, m.withheld) for m in planned if m.withheld] == [(K.CALL_RECEIVED, NotSent.STALE)]


def test_officers_who_came_at_once_leave_a_row_of_each_step() -> None:
    batch = [
        received(),
        an_event(T.UNIT_DISPATCHED, at=minutes(2)),
        an_event(T.UNIT_EN_ROUTE, at=minutes(3)),
        an_event(T.UNIT_ARRIVED, at=minutes(4)),
    ]
    planned = list(steps([batch], an_audience(), a_policy(), 5))
    assert sent_keys(planned) == [K.CALL_RECEIVED]
    assert {m.key: m.withheld for m in planned if m.withheld} == {
        K.OFFICER_DISPATCHED: NotSent.STALE,
        K.OFFICER_EN_ROUTE: NotSent.STALE,
    }


def test_a_reason_of_its_own_is_kept() -> None:
    alone = a_contact(has_phone=False, has_email=False)
    planned = list(steps([[received(), closed("02")]], an_audience(alone), a_policy(), 61))
    assert {m.withheld for m in planned if m.key is K.CALL_RECEIVED} == {NotSent.NO_CONTACT}


def test_what_was_withheld_as_passed_is_not_planned_again() -> None:
    audience = an_audience()
    planned = list(steps([[received(), closed("02")]], audience, a_policy(), 61))
    state = BLANK
    for event in (received(), closed("02")):
        state = advance(state, event).state
    assert plan(state, hearing(audience, planned), a_policy(), now=minutes(62)) == ()
