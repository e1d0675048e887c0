"""What a policy answers to those who plan."""

from __future__ import annotations

import pytest

from domain.contacts import CALLERS, VICTIMS, ContactRole
from domain.messages import MessageKey
from domain.policy import KeyPolicy, Policy


def a_policy(**audience: frozenset[ContactRole]) -> Policy:
    messages = {MessageKey(key): KeyPolicy(audience=roles) for key, roles in audience.items()}
    return Policy(call_types=frozenset({"NOISE"}), messages=messages)


def test_a_message_is_for_everybody_it_is_meant_for_unless_the_policy_says_otherwise() -> None:
    assert a_policy().audience(MessageKey.CALL_RECEIVED) == CALLERS
    assert a_policy().audience(MessageKey.ARREST_MADE) == VICTIMS


def test_a_policy_can_leave_out_witnesses() -> None:
    callers = frozenset({ContactRole.REPORTING_PARTY, ContactRole.VICTIM})
    assert a_policy(call_received=callers).audience(MessageKey.CALL_RECEIVED) == callers


def test_a_policy_cannot_tell_a_mere_caller_of_an_arrest() -> None:
    assert a_policy(arrest_made=CALLERS).audience(MessageKey.ARREST_MADE) == VICTIMS


@pytest.mark.parametrize("incident_type", [None, "", "LARCENY"])
def test_what_is_not_allowed_is_not_contacted(incident_type: str | None) -> None:
    assert not a_policy().allows(incident_type)


def test_an_unknown_priority_is_not_taken_for_priority_zero() -> None:
    policy = Policy(call_types=frozenset(), messages={}, delay_minutes={0: 5}, delay_default=30)
    assert policy.delay(None) > policy.delay(0)
