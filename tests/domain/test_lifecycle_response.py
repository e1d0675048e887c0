"""The response to a call: from received to cleared, however its facts arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.call_state import CallStatus, End
from domain.events import CallEvent, EventType
from domain.lifecycle import Effect, advance, mark_delayed
from tests.builders import START, a_call, after, an_event, minutes
from tests.strategies import BLANK

T = EventType
DISPATCHED = an_event(T.UNIT_DISPATCHED, at=minutes(5))
EN_ROUTE = an_event(T.UNIT_EN_ROUTE, at=minutes(7))
ARRIVED = an_event(T.UNIT_ARRIVED, at=minutes(20))
CLOSED = an_event(T.CALL_CLOSED, at=minutes(60), disposition="02")
REOPENED = an_event(T.CALL_REOPENED, at=minutes(70))


def test_a_call_goes_from_received_to_cleared() -> None:
    state = BLANK
    seen = []
    for event in (an_event(T.CALL_RECEIVED), DISPATCHED, EN_ROUTE, ARRIVED, CLOSED):
        step = advance(state, event)
        assert step.effect is Effect.CHANGED
        state = step.state
        seen.append(state.status)
    assert seen == ["received", "dispatched", "en_route", "on_scene", "cleared"]
    assert replace(state, finished=True).status is CallStatus.CLOSED


@pytest.mark.parametrize("event_type", [T.UNIT_DISPATCHED, T.UNIT_EN_ROUTE, T.UNIT_ARRIVED])
def test_the_first_unit_counts_also_when_it_is_heard_of_last(event_type: EventType) -> None:
    first, second = an_event(event_type, at=minutes(10)), an_event(event_type, at=minutes(12))
    assert after(a_call(), first, second) == after(a_call(), second, first)
    later = advance(a_call(first), second)
    assert (later.effect, later.reason) == (Effect.NOTED, "another unit was first")


def test_an_arrival_heard_before_the_dispatch_stays_the_last_word() -> None:
    assert a_call(ARRIVED, DISPATCHED).status is CallStatus.ON_SCENE


def test_an_arrival_taken_back_leaves_the_unit_on_its_way() -> None:
    taken_back = an_event(T.CALL_UPDATED, at=minutes(21), unset=("arrived",))
    state = a_call(EN_ROUTE, ARRIVED, taken_back)
    assert (state.arrived_at, state.status, state.officer_expected) == (None, CallStatus.EN_ROUTE, True)


def test_an_arrival_taken_back_at_its_own_time_can_be_set_again() -> None:
    taken_back = an_event(T.CALL_UPDATED, at=ARRIVED.occurred_at, unset=("arrived",))
    assert a_call(ARRIVED, taken_back).arrived_at is None
    assert a_call(ARRIVED, taken_back, an_event(T.UNIT_ARRIVED, at=minutes(20))).arrived_at == minutes(20)
    assert a_call(ARRIVED, taken_back, an_event(T.UNIT_ARRIVED, at=minutes(22))).arrived_at == minutes(22)


def test_an_arrival_heard_late_does_not_undo_that_it_was_taken_back() -> None:
    taken_back = an_event(T.CALL_UPDATED, at=minutes(25), unset=("arrived",))
    step = advance(a_call(taken_back), ARRIVED)
    assert (step.effect, step.reason, step.state.arrived_at) == (Effect.NOTED, "taken back since", None)


def test_when_the_first_arrival_is_taken_back_the_second_unit_is_the_first_on_scene() -> None:
    second = an_event(T.UNIT_ARRIVED, at=minutes(30))
    taken_back = an_event(T.CALL_UPDATED, at=minutes(20), unset=("arrived",))
    assert a_call(ARRIVED, second, taken_back).arrived_at == minutes(30)


def test_the_newest_word_on_a_fact_counts_and_an_older_one_heard_late_does_not() -> None:
    newer = an_event(T.CALL_UPDATED, at=minutes(10), priority=1, incident_type="NOISE", beat="D1")
    older = an_event(T.CALL_UPDATED, at=minutes(5), priority=4, incident_type="FRAUD", beat="E1")
    state = a_call(newer, older)
    assert (state.priority, state.incident_type, state.beat) == (1, "NOISE", "D1")


def test_of_two_words_of_the_same_moment_the_last_heard_counts_but_received_is_always_the_first() -> None:
    update = an_event(T.CALL_UPDATED, incident_type="FRAUD")
    assert a_call(update).incident_type == "FRAUD"
    assert a_call(update, an_event(T.CALL_UPDATED, incident_type="NOISE")).incident_type == "NOISE"
    assert after(BLANK, update, an_event(T.CALL_RECEIVED, incident_type="LARCENY")).incident_type == "FRAUD"


def test_a_call_heard_of_late_was_received_when_its_cad_says() -> None:
    state = after(BLANK, ARRIVED, DISPATCHED)
    assert state.received_at == minutes(5)
    late = advance(state, an_event(T.CALL_RECEIVED, incident_type="LARCENY"))
    assert (late.effect, late.state.received_at, late.state.status) == (Effect.CHANGED, START, CallStatus.ON_SCENE)
    assert advance(late.state, an_event(T.CALL_RECEIVED)).reason == "already received"
    corrected = advance(late.state, an_event(T.CALL_RECEIVED, at=minutes(3)))
    assert (corrected.effect, corrected.state.received_at) == (Effect.CHANGED, minutes(3))


def test_a_call_received_later_than_its_first_event_says_so() -> None:
    assert after(BLANK, DISPATCHED, an_event(T.CALL_RECEIVED, at=minutes(6))).received_at == minutes(6)


@pytest.mark.parametrize(
    ("event_type", "facts", "end"),
    [
        (T.CALL_CLOSED, {}, End.CLOSED),
        (T.CALL_CLOSED, {"disposition": "01"}, End.CLOSED),
        (T.CALL_CLOSED, {"disposition": "10"}, End.CANCELLED),
        (T.CALL_CLOSED, {"disposition": "32"}, End.CANCELLED),
        (T.CALL_CLOSED, {"disposition": "21"}, End.CLOSED),
        (T.CALL_CLOSED, {"disposition": "21", "merged_into": "2026-777"}, End.MERGED),
        (T.CALL_CLOSED, {"disposition": "02", "merged_into": "2026-777"}, End.CLOSED),
        (T.CALL_CANCELLED, {}, End.CANCELLED),
        (T.CALL_MERGED, {"merged_into": "2026-777"}, End.MERGED),
        (T.UNIT_CLEARED, {"disposition": "02"}, End.CLOSED),
        (T.UNIT_CLEARED, {"disposition": "10"}, End.CANCELLED),
        (T.UNIT_CLEARED, {}, None),
    ],
)
def test_every_way_a_call_ends(event_type: EventType, facts: dict[str, str], end: End | None) -> None:
    state = a_call(an_event(event_type, at=minutes(60), **facts))
    assert (state.ended, state.ended_at) == (end, minutes(60) if end else None)


def test_one_unit_leaving_does_not_end_a_call() -> None:
    arrived = an_event(T.UNIT_ARRIVED, at=minutes(20), unit="2A42")
    step = advance(a_call(ARRIVED, arrived), an_event(T.UNIT_CLEARED, at=minutes(30), unit="2A42"))
    assert (step.effect, step.reason, step.state.status) == (Effect.NOTED, "one unit left", CallStatus.ON_SCENE)


def test_closing_the_record_of_a_cancelled_call_leaves_it_cancelled() -> None:
    cancelled, closed = an_event(T.CALL_CANCELLED, at=minutes(10)), an_event(T.CALL_CLOSED, at=minutes(11))
    assert a_call(cancelled, closed).ended is a_call(closed, cancelled).ended is End.CANCELLED


def test_a_cancelled_call_that_officers_then_dealt_with_is_closed() -> None:
    cancelled = an_event(T.CALL_CANCELLED, at=minutes(10))
    assert a_call(cancelled, CLOSED).ended is a_call(CLOSED, cancelled).ended is End.CLOSED


def test_a_disposition_corrected_after_the_end_counts() -> None:
    corrected = an_event(T.CALL_UPDATED, at=minutes(65), disposition="14")
    assert a_call(CLOSED, corrected).disposition == "14"
    assert a_call(CLOSED, an_event(T.CALL_UPDATED, at=minutes(65), disposition="10")).ended is End.CANCELLED


def test_a_disposition_said_before_the_end_is_not_lost() -> None:
    said = an_event(T.CALL_UPDATED, at=minutes(50), disposition="14")
    state = a_call(said)
    assert state.ended is None
    assert after(state, an_event(T.CALL_CLOSED, at=minutes(60))).disposition == "14"


def test_a_merged_call_stays_merged_when_its_record_is_closed() -> None:
    merged = an_event(T.CALL_MERGED, at=minutes(10), merged_into="2026-777")
    for state in (a_call(merged, CLOSED), a_call(CLOSED, merged)):
        assert (state.ended, state.status, state.merged_into) == (End.MERGED, CallStatus.MERGED, "2026-777")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({}, "call.merged needs merged_into"), ({"merged_into": "2026-001"}, "a call cannot be merged into itself")],
)
def test_a_merge_that_makes_no_sense_is_refused(facts: dict[str, str], reason: str) -> None:
    state = a_call()
    step = advance(state, an_event(T.CALL_MERGED, at=minutes(10), incident_type="FRAUD", **facts))
    assert (step.effect, step.reason, step.state) == (Effect.REFUSED, reason, state)


def test_a_call_merged_by_disposition_into_itself_is_refused_too() -> None:
    step = advance(a_call(), an_event(T.CALL_CLOSED, at=minutes(9), disposition="21", merged_into="2026-001"))
    assert step.effect is Effect.REFUSED


def test_a_merge_taken_back_reopens_the_call() -> None:
    state = a_call(an_event(T.CALL_MERGED, at=minutes(10), merged_into="2026-777"), REOPENED)
    assert (state.ended, state.merged_into, state.status) == (None, None, CallStatus.RECEIVED)


def test_a_closed_call_reopens_and_closes_again() -> None:
    state = replace(a_call(ARRIVED, CLOSED), finished=True)
    state = after(state, REOPENED)
    assert (state.ended, state.disposition, state.finished, state.status) == (None, None, False, CallStatus.RECEIVED)
    state = after(state, an_event(T.CALL_CLOSED, at=minutes(90), disposition="01"))
    assert (state.ended, state.ended_at, state.disposition) == (End.CLOSED, minutes(90), "01")


def test_times_from_before_a_reopening_say_where_officers_were_not_where_they_are() -> None:
    state = a_call(DISPATCHED, ARRIVED, CLOSED, REOPENED)
    assert (state.status, state.arrived_at, state.officer_expected) == (CallStatus.RECEIVED, minutes(20), True)
    state = after(state, an_event(T.UNIT_ARRIVED, at=minutes(80)))
    assert (state.status, state.arrived_at) == (CallStatus.ON_SCENE, minutes(80))


def test_a_reopening_heard_after_the_new_arrival_changes_nothing_about_it() -> None:
    again = an_event(T.UNIT_ARRIVED, at=minutes(80))
    assert a_call(ARRIVED, CLOSED, again, REOPENED) == a_call(ARRIVED, CLOSED, REOPENED, again)


def test_an_end_heard_after_the_reopening_that_followed_it_is_only_noted() -> None:
    step = advance(a_call(REOPENED), CLOSED)
    assert (step.effect, step.reason, step.state.ended) == (Effect.NOTED, "reopened since", None)


def test_a_reopening_heard_after_the_end_that_followed_it_is_only_noted() -> None:
    state = a_call(an_event(T.CALL_CLOSED, at=minutes(90)))
    step = advance(state, REOPENED)
    assert (step.reason, step.state.ended, step.state.ended_at) == ("ended again since", End.CLOSED, minutes(90))
    assert advance(a_call(), REOPENED).reason == "it had not ended"


def test_the_oakland_way_closed_pending_closed_in_one_minute() -> None:
    closed, pending = an_event(T.CALL_CLOSED, at=minutes(60)), an_event(T.CALL_REOPENED, at=minutes(60))
    assert a_call(closed, pending).ended is None
    assert a_call(closed, pending, an_event(T.CALL_CLOSED, at=minutes(60))).ended is End.CLOSED


def test_a_type_that_becomes_sensitive_in_the_middle_stays_so() -> None:
    sensitive = an_event(T.CALL_UPDATED, at=minutes(10), incident_type="dva")
    harmless = an_event(T.CALL_UPDATED, at=minutes(20), incident_type="LARCENY")
    state = a_call(sensitive, harmless)
    assert (state.sensitive, state.incident_type) == (True, "LARCENY")
    assert a_call(harmless, sensitive).sensitive


def test_nobody_waits_for_an_officer_who_was_the_one_to_report() -> None:
    state = a_call(an_event(T.CALL_UPDATED, at=minutes(1), officer_initiated=True))
    assert not state.officer_expected
    assert after(state, an_event(T.CALL_UPDATED, at=minutes(2), officer_initiated=False)).officer_expected


def test_an_officer_who_is_late_makes_the_call_delayed_until_one_is_sent() -> None:
    step = mark_delayed(a_call())
    assert (step.effect, step.state.status, step.state.delayed_count) == (Effect.CHANGED, CallStatus.DELAYED, 1)
    assert after(step.state, DISPATCHED).status is CallStatus.DISPATCHED


@pytest.mark.parametrize("event", [ARRIVED, CLOSED, an_event(T.CALL_UPDATED, officer_initiated=True)])
def test_nobody_is_late_who_is_no_longer_expected(event: CallEvent) -> None:
    state = a_call(event)
    step = mark_delayed(state)
    assert (step.effect, step.state) == (Effect.NOTED, state)


def test_a_call_once_delayed_is_not_delayed_again_by_being_reopened() -> None:
    state = after(mark_delayed(a_call()).state, ARRIVED, CLOSED, REOPENED)
    assert state.status is CallStatus.RECEIVED


@pytest.mark.parametrize("event_type", [T.CONTACT_ADDED, T.CONTACT_UPDATED])
def test_a_contact_is_noted_and_brings_its_facts(event_type: EventType) -> None:
    step = advance(a_call(), an_event(event_type, at=minutes(3)))
    assert (step.effect, step.reason) == (Effect.NOTED, "somebody to tell")
