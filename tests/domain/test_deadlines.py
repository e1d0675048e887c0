"""When a call is looked at again, and that looking comes to an end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.call_state import CallState, CallStatus
from domain.deadlines import (
    CHANGES_THE_CALL,
    Deadline,
    DeadlineKind,
    Waiting,
    deadlines,
    hold_until,
    is_held,
)
from domain.events import CallEvent, EventType
from domain.lifecycle import advance, mark_delayed
from domain.policy import Policy
from tests.builders import START, a_call, a_policy, after, an_event, minutes
from tests.strategies import BLANK, events, policies

T = EventType
D = DeadlineKind
REPEATS = a_policy(delay_repeat=timedelta(minutes=20), delay_repeat_at_most=2)


def when(
    kind: DeadlineKind, state: CallState, policy: Policy | None = None, *, now: datetime = START, **waits: object
) -> datetime | None:
    found = deadlines(state, policy or a_policy(), Waiting(**waits), now=now)  # type: ignore[arg-type]  # by test
    return next((deadline.at for deadline in found if deadline.kind is kind), None)


def test_the_hold_ends_so_long_after_the_call_was_received() -> None:
    policy = a_policy(hold=timedelta(seconds=90))
    assert hold_until(a_call(), policy) == minutes(1.5)
    assert when(D.HOLD, a_call(), policy, now=minutes(1)) == minutes(1.5)
    assert is_held(a_call(), policy, minutes(1))
    assert when(D.HOLD, a_call(), policy, now=minutes(1.5)) is None
    assert not is_held(a_call(), policy, minutes(1.5))


def test_a_call_of_which_nothing_is_known_is_held_and_waits_for_nothing() -> None:
    assert is_held(BLANK, a_policy(), START)
    assert deadlines(BLANK, a_policy(), Waiting(), now=START) == ()


@pytest.mark.parametrize(("priority", "late"), [(1, 15), (2, 20), (3, 30), (None, 30)])
def test_an_officer_is_late_by_priority_measured_from_receipt(priority: int | None, late: int) -> None:
    policy = a_policy(delay_minutes={1: 15, 2: 20}, delay_default=30)
    dispatched = an_event(T.UNIT_DISPATCHED, at=minutes(10))
    state = a_call(dispatched, priority=priority)
    assert when(D.OFFICER_DELAYED, state, policy, now=minutes(10)) == minutes(late)


def test_receipt_is_when_the_cad_says_also_if_it_says_so_late() -> None:
    state = after(BLANK, an_event(T.CALL_UPDATED, at=minutes(40)), an_event(T.CALL_RECEIVED, at=minutes(5)))
    assert when(D.OFFICER_DELAYED, state, now=minutes(40)) == minutes(35)


@pytest.mark.parametrize(
    "event",
    [
        an_event(T.UNIT_ARRIVED, at=minutes(5)),
        an_event(T.CALL_CLOSED, at=minutes(5)),
        an_event(T.CALL_CANCELLED, at=minutes(5)),
        an_event(T.CALL_MERGED, at=minutes(5), merged_into="2026-777"),
        an_event(T.CALL_UPDATED, at=minutes(5), officer_initiated=True),
    ],
)
def test_nobody_is_late_after_arrival_or_the_end_or_when_officers_were_there_first(event: CallEvent) -> None:
    assert when(D.OFFICER_DELAYED, a_call(event)) is None


def test_an_arrival_taken_back_makes_the_caller_wait_again() -> None:
    taken_back = an_event(T.CALL_UPDATED, at=minutes(8), unset=("arrived",))
    state = a_call(an_event(T.UNIT_ARRIVED, at=minutes(5)), taken_back)
    assert when(D.OFFICER_DELAYED, state, now=minutes(8)) == minutes(38)


def test_a_reopened_call_waits_again_also_if_officers_had_come() -> None:
    state = a_call(
        an_event(T.UNIT_ARRIVED, at=minutes(5)),
        an_event(T.CALL_CLOSED, at=minutes(20)),
        an_event(T.CALL_REOPENED, at=minutes(25)),
    )
    assert when(D.OFFICER_DELAYED, state) == minutes(55)


def test_a_reopened_call_is_told_of_delays_anew() -> None:
    told = mark_delayed(a_call()).state
    state = after(told, an_event(T.CALL_CLOSED, at=minutes(60)), an_event(T.CALL_REOPENED, at=minutes(1500)))
    assert not state.delayed
    assert when(D.OFFICER_DELAYED, state, now=minutes(1500)) == minutes(1530)
    assert when(D.OFFICER_DELAYED, mark_delayed(state).state, now=minutes(1530)) is None


def test_an_arrival_taken_back_late_makes_the_caller_wait_from_when_that_is_heard() -> None:
    """A snapshot dates what it takes back at the time of the fact itself."""
    arrived = a_call(an_event(T.UNIT_ARRIVED, at=minutes(5)))
    taken_back = an_event(T.CALL_UPDATED, at=minutes(5), unset=("arrived",))
    state = advance(arrived, taken_back, now=minutes(160)).state
    assert when(D.OFFICER_DELAYED, state, now=minutes(160)) == minutes(190)


def test_when_the_last_unit_has_left_without_an_end_the_caller_waits_again() -> None:
    two = [an_event(T.UNIT_ARRIVED, at=minutes(5), unit=unit) for unit in ("2A41", "2A42")]
    gone = [an_event(T.UNIT_CLEARED, at=minutes(at), unit=unit) for at, unit in ((20, "2A41"), (40, "2A42"))]
    assert when(D.OFFICER_DELAYED, a_call(*two, gone[0])) is None
    state = a_call(*two, *gone)
    assert (state.status, when(D.OFFICER_DELAYED, state, now=minutes(40))) == (CallStatus.RECEIVED, minutes(70))
    assert a_call(*gone, *reversed(two)).status is CallStatus.RECEIVED


def test_a_corrected_receipt_corrects_the_deadline_whichever_way() -> None:
    wrong = a_call()
    for hours in (8, -8):
        corrected = an_event(T.CALL_RECEIVED, at=minutes(60 * hours))
        assert when(D.OFFICER_DELAYED, after(wrong, corrected), now=START) == minutes(60 * hours + 30)


def test_the_delay_is_said_once_unless_the_policy_repeats_it() -> None:
    once = mark_delayed(a_call()).state
    assert when(D.OFFICER_DELAYED, once, now=minutes(30)) is None
    assert when(D.OFFICER_DELAYED, once, REPEATS, now=minutes(30)) == minutes(50)
    twice = mark_delayed(once).state
    assert when(D.OFFICER_DELAYED, twice, REPEATS, now=minutes(50)) == minutes(70)
    assert when(D.OFFICER_DELAYED, mark_delayed(twice).state, REPEATS, now=minutes(70)) is None


def test_repeats_that_were_missed_are_not_made_up_for() -> None:
    assert when(D.OFFICER_DELAYED, a_call(), REPEATS, now=minutes(100)) == minutes(30)
    once = mark_delayed(a_call()).state
    assert when(D.OFFICER_DELAYED, once, REPEATS, now=minutes(100)) == minutes(110)


def test_still_open_waits_for_the_last_news_to_grow_old_if_a_victim_listens() -> None:
    state = a_call(an_event(T.CASE_ASSIGNED, at=minutes(60)))
    due = minutes(60) + timedelta(days=28)
    assert when(D.STILL_OPEN, state, victim_listens=True) == due
    assert when(D.STILL_OPEN, state, victim_listens=False) is None
    for end in (T.CASE_CLOSED, T.CASE_SUSPENDED):
        assert when(D.STILL_OPEN, after(state, an_event(end, at=minutes(90))), victim_listens=True) is None


def test_deadlines_come_soonest_first_and_one_of_a_kind() -> None:
    waits = Waiting(
        quiet_until=(minutes(500), minutes(400)),
        send_again_at=(minutes(600), minutes(700)),
        survey_at=minutes(20),
        reminders_at=(minutes(900), minutes(800)),
    )
    assert deadlines(a_call(), a_policy(), waits, now=START) == (
        Deadline(kind=D.HOLD, at=minutes(1)),
        Deadline(kind=D.SURVEY, at=minutes(20)),
        Deadline(kind=D.OFFICER_DELAYED, at=minutes(30)),
        Deadline(kind=D.QUIET_HOURS, at=minutes(400)),
        Deadline(kind=D.SEND_AGAIN, at=minutes(600)),
        Deadline(kind=D.SURVEY_REMINDER, at=minutes(800)),
    )


_MOMENTS = st.integers(-60 * 24 * 90, 60 * 24 * 90).map(minutes)


@given(
    st.lists(events(), max_size=8),
    policies(),
    _MOMENTS,
    st.builds(
        Waiting,
        quiet_until=st.lists(_MOMENTS, max_size=2).map(tuple),
        send_again_at=st.lists(_MOMENTS, max_size=2).map(tuple),
        survey_at=st.none() | _MOMENTS,
        reminders_at=st.lists(_MOMENTS, max_size=2).map(tuple),
        victim_listens=st.booleans(),
    ),
)
def test_of_what_has_passed_only_what_changes_the_call_is_left(
    history: list[CallEvent], policy: Policy, now: datetime, waits: Waiting
) -> None:
    found = deadlines(after(BLANK, *history), policy, waits, now=now)
    assert [deadline.at for deadline in found] == sorted(deadline.at for deadline in found)
    assert len({deadline.kind for deadline in found}) == len(found)
    assert all(deadline.at > now or deadline.kind in CHANGES_THE_CALL for deadline in found)
