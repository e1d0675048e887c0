"""Where a case stands, told in steps: done, current, to come."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from domain.call_state import CallState, CaseStatus
from domain.contacts import ContactRole
from domain.events import CallEvent, EventType
from domain.lifecycle import advance
from domain.messages import MessageKey
from domain.policy import KeyPolicy, Policy
from domain.portal.steps import TOLD_BY, Mark, Reached, Step, StepLine, is_told, reached, steps
from domain.portal.updates import IMPORTANT, updates
from tests.builders import ALL_MESSAGES, a_call, a_policy, an_event, minutes
from tests.strategies import BLANK, policies, stories

EVENTS = {
    "assigned": EventType.CASE_ASSIGNED,
    "arrest": EventType.CASE_ARREST,
    "charged": EventType.CASE_CHARGED,
    "suspended": EventType.CASE_SUSPENDED,
    "closed": EventType.CASE_CLOSED,
    "reopened": EventType.CASE_REOPENED,
}
Told = tuple[CallState, tuple[Reached, ...]]


def played(*events: CallEvent, start: CallState = BLANK) -> Told:
    """A call after these events, and what its timeline says the case came to."""
    state, lines = start, []
    for event in events:
        step = advance(state, event)
        state = step.state
        lines.append(StepLine(what=event.type, effect=step.effect, reason=step.reason, at=event.occurred_at))
    return state, reached(lines)


def a_case(*words: str) -> Told:
    """A theft with a case number, then these turns, one every hundred minutes."""
    closed = an_event(EventType.CALL_CLOSED, at=minutes(50), disposition="01", case_number="26-7")
    turns = (an_event(EVENTS[word], at=minutes(100 * n)) for n, word in enumerate(words, start=1))
    return played(closed, *turns, start=a_call())


def shown(told: Told, policy: Policy | None = None) -> list[str]:
    """Each step as "mark status"."""
    state, history = told
    return [f"{step.mark} {step.status}" for step in steps(state, history, policy or a_policy())]


def without(*keys: MessageKey) -> Policy:
    """An agency that does not send these."""
    return a_policy(messages={key: rule for key, rule in ALL_MESSAGES.items() if key not in keys})


NEW = ["current opened", "to_come assigned", "to_come arrest", "to_come charged", "to_come closed"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", NEW),
        ("assigned", ["done opened", "current assigned", "to_come arrest", "to_come charged", "to_come closed"]),
        ("arrest", ["done opened", "current arrest", "to_come assigned", "to_come charged", "to_come closed"]),
        (
            "arrest assigned",
            ["done opened", "done arrest", "current assigned", "to_come charged", "to_come closed"],
        ),
        ("assigned charged", ["done opened", "done assigned", "current charged", "to_come closed"]),
        ("assigned suspended", ["done opened", "done assigned", "current suspended"]),
        ("suspended reopened", ["done opened", "current reopened", *NEW[1:]]),
        ("assigned closed", ["done opened", "done assigned", "current closed"]),
        (
            "assigned closed reopened",
            ["done opened", "done assigned", "current reopened", "to_come arrest", "to_come charged", "to_come closed"],
        ),
        (
            "assigned closed reopened arrest",
            ["done opened", "done assigned", "current arrest", "to_come charged", "to_come closed"],
        ),
        ("suspended assigned", ["done opened", "current assigned", *NEW[2:]]),
    ],
)
def test_a_case_is_told_in_steps(words: str, expected: list[str]) -> None:
    assert shown(a_case(*words.split())) == expected


def test_a_step_that_was_passed_over_is_neither_done_nor_waited_for() -> None:
    assert not [line for line in shown(a_case("charged")) if "arrest" in line or "assigned" in line]


def test_each_step_has_its_own_day_and_one_to_come_has_none() -> None:
    state, history = a_case("assigned", "arrest")
    assert steps(state, history, a_policy()) == (
        Step(status=CaseStatus.OPENED, mark=Mark.DONE, at=minutes(50)),
        Step(status=CaseStatus.ASSIGNED, mark=Mark.DONE, at=minutes(100)),
        Step(status=CaseStatus.ARREST, mark=Mark.CURRENT, at=minutes(200)),
        Step(status=CaseStatus.CHARGED, mark=Mark.TO_COME),
        Step(status=CaseStatus.CLOSED, mark=Mark.TO_COME),
    )


def test_an_arrest_heard_of_late_is_done_on_its_own_day() -> None:
    closed = an_event(EventType.CALL_CLOSED, at=minutes(50), disposition="01", case_number="26-7")
    assigned = an_event(EventType.CASE_ASSIGNED, at=minutes(300))
    arrest = an_event(EventType.CASE_ARREST, at=minutes(60))
    state, history = played(closed, assigned, arrest, start=a_call())
    [_, done, current, *_] = steps(state, history, a_policy())
    assert (done.status, done.mark, done.at) == (CaseStatus.ARREST, Mark.DONE, minutes(60))
    assert (current.status, current.at) == (CaseStatus.ASSIGNED, minutes(300))


def test_a_second_arrest_is_an_update_of_its_own() -> None:
    state, history = a_case("arrest", "assigned", "arrest")
    arrests = [(u.n, u.at) for u in updates(state, history, a_policy()) if u.key is MessageKey.ARREST_MADE]
    assert arrests == [(2, minutes(300)), (1, minutes(100))]
    assert shown((state, history)).count("current arrest") == 1


def test_what_an_agency_does_not_tell_is_not_shown_and_the_last_step_told_is_the_current_one() -> None:
    hidden = without(MessageKey.ARREST_MADE)
    told = a_case("assigned", "arrest")
    assert shown(told, hidden) == ["done opened", "current assigned", "to_come charged", "to_come closed"]
    assert MessageKey.ARREST_MADE not in {update.key for update in updates(*told, hidden)}


def test_a_pause_that_is_over_is_not_shown_though_its_end_is_not_told() -> None:
    told = a_case("assigned", "suspended", "reopened")
    assert shown(told, without(MessageKey.CASE_REOPENED))[:2] == ["done opened", "current assigned"]


def test_a_closed_case_waits_for_nothing_though_its_end_is_not_told() -> None:
    assert shown(a_case("closed"), without(MessageKey.CASE_CLOSED)) == ["current opened"]


def test_what_only_others_hear_is_not_shown() -> None:
    rule = KeyPolicy(audience=frozenset({ContactRole.WITNESS}))
    policy = a_policy(messages={**ALL_MESSAGES, MessageKey.CALL_RECEIVED: rule})
    state, history = a_case()
    assert [update.key for update in updates(state, history, policy)] == [MessageKey.CASE_NUMBER]


def test_an_agency_that_only_tries_things_out_shows_nothing() -> None:
    told = a_case("assigned", "arrest")
    assert shown(told, a_policy(shadow=True)) == []
    assert updates(*told, a_policy(shadow=True)) == ()


def test_a_call_without_a_case_has_no_steps() -> None:
    assert shown(played(start=a_call())) == []


def test_a_second_click_is_no_second_arrest() -> None:
    arrest, again = (an_event(EventType.CASE_ARREST, at=minutes(at)) for at in (100, 101))
    state, history = played(arrest, replace(again, case_number="26-9"), start=a_call())
    assert [each.n for each in history] == [state.case_counts["arrest"]] == [1]


@given(story=stories())
def test_the_timeline_counts_as_the_lifecycle_does(story: tuple[CallEvent, ...]) -> None:
    state, history = played(*story)
    counted = {status.value: max(each.n for each in history if each.status is status) for status in _met(history)}
    assert counted == state.case_counts


@given(story=stories(), policy=policies())
def test_steps_are_true_and_only_what_may_be_told(story: tuple[CallEvent, ...], policy: Policy) -> None:
    state, history = played(*story)
    found = steps(state, history, policy)
    came = _met(history) | ({CaseStatus.OPENED} if state.case_status else set())
    marks = [step.mark for step in found]
    assert marks == sorted(marks, key=tuple(Mark).index)
    assert marks.count(Mark.CURRENT) == bool(found)
    assert len({step.status for step in found}) == len(found)
    for step in found:
        assert is_told(TOLD_BY[step.status], policy)
        assert step.mark is Mark.TO_COME or step.status in came
        assert (step.at is None) or step.mark is not Mark.TO_COME
    assert state.case_open or Mark.TO_COME not in marks
    current = next((step.status for step in found if step.mark is Mark.CURRENT), None)
    for passing in (CaseStatus.SUSPENDED, CaseStatus.CLOSED, CaseStatus.REOPENED):
        assert current is not passing or state.case_status is passing
    done = [step.at for step in found if step.mark is Mark.DONE and step.at]
    assert all(earlier <= later for earlier, later in pairwise(done))


@given(story=stories(), policy=policies())
def test_updates_are_newest_first_each_once_and_only_what_may_be_told(
    story: tuple[CallEvent, ...], policy: Policy
) -> None:
    told = updates(*played(*story), policy)
    assert [update.at for update in told] == sorted((update.at for update in told), reverse=True)
    assert len({(update.key, update.n) for update in told}) == len(told)
    assert all(is_told(update.key, policy) for update in told)


def test_the_important_news_are_those_of_the_case() -> None:
    assert set(TOLD_BY.values()) >= IMPORTANT


def _met(history: tuple[Reached, ...]) -> set[CaseStatus]:
    return {each.status for each in history}
