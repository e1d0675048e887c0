"""Where a case stands is said in one sentence, which is true of it and tells nothing that the agency does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.portal.standing_texts import STANDING
from domain.call_state import CallStatus, CaseStatus
from domain.events import CallEvent, EventType
from domain.messages import MessageKey
from domain.policy import Policy
from domain.portal.standing import RESPONSE_LASTS, RESPONSE_TOLD_BY, CaseStanding, standing
from domain.portal.steps import TOLD_BY, Mark, is_told, steps
from tests.builders import a_call, a_policy, an_event, minutes
from tests.domain.portal.test_steps import Told, a_case, played, without
from tests.strategies import policies, stories

A_YEAR = timedelta(days=365)


def of(told: Told, policy: Policy | None = None, *, now: datetime | None = None) -> CaseStanding:
    """Usually asked long after the officers are done."""
    state, history = told
    policy = policy or a_policy()
    return standing(state, steps(state, history, policy), policy, now=now or minutes(0) + A_YEAR)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", CaseStanding.REPORT),
        ("assigned", CaseStanding.ASSIGNED),
        ("assigned arrest", CaseStanding.ARREST),
        ("arrest charged", CaseStanding.CHARGED),
        ("assigned suspended", CaseStanding.SUSPENDED),
        ("suspended reopened", CaseStanding.REOPENED),
        ("assigned closed", CaseStanding.CLOSED),
        ("arrest closed", CaseStanding.CLOSED_AFTER_ARREST),
        ("charged closed", CaseStanding.CLOSED_AFTER_ARREST),
    ],
)
def test_a_case_stands_where_its_last_turn_left_it(words: str, expected: CaseStanding) -> None:
    assert of(a_case(*words.split())) is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), CaseStanding.RECEIVED),
        ((EventType.UNIT_DISPATCHED,), CaseStanding.DISPATCHED),
        ((EventType.UNIT_EN_ROUTE,), CaseStanding.EN_ROUTE),
        ((EventType.UNIT_ARRIVED,), CaseStanding.ON_SCENE),
        ((EventType.CALL_CANCELLED,), CaseStanding.CANCELLED),
        ((EventType.UNIT_ARRIVED, EventType.CALL_CLOSED), CaseStanding.REPORT),
    ],
)
def test_while_officers_are_at_work_it_says_how_far_they_are(
    events: tuple[EventType, ...], expected: CaseStanding
) -> None:
    numbered = an_event(EventType.CALL_UPDATED, at=minutes(1), case_number="26-7")
    told = played(numbered, *(an_event(each, at=minutes(n)) for n, each in enumerate(events, start=2)), start=a_call())
    assert of(told, now=minutes(30)) is expected
    assert of(told, without(*RESPONSE_TOLD_BY[CallStatus.ON_SCENE], *MessageKey), now=minutes(30)) is (
        CaseStanding.NONE_SHOWN
    )
    assert of(told) is CaseStanding.REPORT


def test_a_late_officer_is_said_to_be_late_for_a_day_at_most() -> None:
    state, history = played(an_event(EventType.CALL_UPDATED, at=minutes(1), case_number="26-7"), start=a_call())
    late = replace(state, delayed=True), history
    assert of(late, now=minutes(60)) is CaseStanding.DELAYED
    assert of(late, without(MessageKey.OFFICER_DELAYED), now=minutes(60)) is CaseStanding.REPORT
    assert of(late, now=minutes(60) + RESPONSE_LASTS) is CaseStanding.REPORT


def test_a_case_that_was_joined_with_another_is_only_that() -> None:
    merged = an_event(EventType.CALL_MERGED, at=minutes(500), merged_into="26-9")
    state, history = a_case("assigned")
    joined, _ = played(merged, start=state)
    assert of((joined, history)) is CaseStanding.MERGED


@pytest.mark.parametrize("hidden", sorted(set(CaseStatus) - {CaseStatus.OPENED}))
def test_a_turn_that_the_agency_does_not_tell_is_not_told_here(hidden: CaseStatus) -> None:
    words = ("suspended", "reopened") if hidden is CaseStatus.REOPENED else (hidden.value,)
    assert of(a_case(*words), without(TOLD_BY[hidden])) is CaseStanding.NEWEST_SHOWN


def test_without_detectives_none_is_spoken_of() -> None:
    assert of(a_case(), without(MessageKey.DETECTIVE_ASSIGNED)) is CaseStanding.REPORT_ALONE


def test_where_nothing_is_told_nothing_is_said() -> None:
    assert of(a_case(), a_policy(messages={})) is CaseStanding.NONE_SHOWN
    assert of(a_case("assigned"), a_policy(messages={})) is CaseStanding.NONE_SHOWN


@given(stories(), policies(), st.timedeltas(timedelta(0), A_YEAR))
def test_it_is_one_with_the_steps_and_with_what_is_told(
    story: tuple[CallEvent, ...], policy: Policy, later: timedelta
) -> None:
    told = played(*story, start=a_call(case_number="26-7"))
    state, history = told
    shown = steps(state, history, policy)
    found = of(told, policy, now=minutes(0) + later)
    current = next((step.status for step in shown if step.mark is Mark.CURRENT), None)
    if found.value in set(CaseStatus):
        assert found.value == current == state.case_status
        assert is_told(TOLD_BY[state.case_status], policy)
    if found.value in {status.value for status in RESPONSE_TOLD_BY}:
        assert found.value == state.status
        assert state.case_status in (None, CaseStatus.OPENED)
    if found is CaseStanding.CLOSED_AFTER_ARREST:
        assert state.case_status is CaseStatus.CLOSED


def test_every_status_of_a_call_has_a_sentence() -> None:
    assert {status.value for status in CallStatus} - set(CaseStanding) == {CallStatus.CLEARED}, "cleared is a report"
    assert STANDING.keys() == set(CaseStanding)


@pytest.mark.parametrize("standing", CaseStanding)
def test_what_is_said_is_one_sentence(standing: CaseStanding) -> None:
    text = STANDING[standing].text
    assert text.endswith(".")
    assert text.count(".") == 1
    assert len(text) <= 120
