"""Who may follow a case: a victim, if the call may be spoken of, and as long as the number is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.contacts import ContactRole
from domain.portal.access import is_still_theirs, may_follow
from tests.builders import CALLER, CALLING_VICTIM, START, SUSPECT, VICTIM, WITNESS, a_call, a_contact, a_policy

CASE = a_call(case_number="2026-1")


@pytest.mark.parametrize("roles", [VICTIM, CALLING_VICTIM])
def test_a_victim_may_follow_the_case(roles: frozenset[ContactRole]) -> None:
    assert may_follow(a_contact(roles), CASE, a_policy())


@pytest.mark.parametrize(
    "roles", [CALLER, WITNESS, SUSPECT, VICTIM | SUSPECT, VICTIM | {ContactRole.PERSON_OF_INTEREST}, frozenset()]
)
def test_nobody_else_may(roles: frozenset[ContactRole]) -> None:
    assert not may_follow(a_contact(roles), CASE, a_policy())


@pytest.mark.parametrize(
    "facts",
    [
        {"case_number": None},
        {"incident_type": "DVA"},
        {"incident_type": "CARDIAC"},
        {"sensitive": True},
        {"incident_type": "NOISE"},
        {"incident_type": None},
        {"officer_initiated": True},
    ],
)
def test_a_call_that_nobody_is_told_of_is_not_shown(facts: dict[str, object]) -> None:
    assert not may_follow(a_contact(VICTIM), replace(CASE, **facts), a_policy())  # type: ignore[arg-type]  # as named


def test_what_was_known_before_a_number_changed_hands_is_hidden() -> None:
    minute = timedelta(minutes=1)
    assert is_still_theirs(START, None)
    assert is_still_theirs(START, START - minute)
    assert not is_still_theirs(START, START)
    assert not is_still_theirs(START, START + minute)
