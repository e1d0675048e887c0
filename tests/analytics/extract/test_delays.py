"""When a delay was to be told, when it was, and why it was not: by the timeline, else by policy and times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.extract.delays import NO_DELAY, TELLS_NONE, DeadlinePassed, Delay, LateNotice, WaitedCall, delay_of
from analytics.extract.past_policies import PastPolicies
from domain.call_state import End
from domain.messages import MessageKey
from domain.policy import KeyPolicy
from tests.builders import START, a_call, a_policy, minutes

NOW = START + timedelta(days=1)
POLICY = a_policy(delay_minutes={3: 30})
CHANGED, NOTED = "changed", "noted"


def passed(at: float, effect: str = CHANGED) -> DeadlinePassed:
    return DeadlinePassed(at=minutes(at), effect=effect)


def notice(status: str = "withheld", reason: str = "", sent: float | None = None) -> LateNotice:
    return LateNotice(status=status, reason=reason, sent_at=None if sent is None else minutes(sent))


def delay(*, arrived: float | None = None, policies: PastPolicies | None = None, **facts: Any) -> Delay:
    known: dict[str, Any] = {"passed": [], "notices": [], "known_since": START} | {
        name: facts.pop(name) for name in ("passed", "notices", "known_since") if name in facts
    }
    arrived_at = None if arrived is None else minutes(arrived)
    call = WaitedCall(state=a_call(arrived_at=arrived_at, **facts), received_at=START, arrived_at=arrived_at, **known)
    return delay_of(call, policies or PastPolicies(known=((START - timedelta(days=9), POLICY),)), now=NOW)


def test_an_officer_who_comes_in_time_leaves_no_delay() -> None:
    assert delay(arrived=29) == NO_DELAY


def test_the_timeline_says_when_it_was_due_whatever_the_policy_says() -> None:
    found = delay(arrived=90, passed=[passed(45), passed(40)], notices=[notice("delivered", sent=46)])

    assert found == Delay(due_at=minutes(40), told_at=minutes(46))


def test_where_nothing_ran_at_that_moment_policy_and_times_say_it() -> None:
    assert delay(arrived=90) == Delay(due_at=minutes(30), withheld="stale")
    assert delay(arrived=30) == NO_DELAY


def test_a_deadline_that_was_looked_at_too_late_counts_if_the_caller_waited_then() -> None:
    assert delay(arrived=90, passed=[passed(20, NOTED)]).due_at == minutes(20)
    assert delay(arrived=15, passed=[passed(20, NOTED)]) == NO_DELAY


def test_a_call_that_ended_without_an_officer_waited_until_then() -> None:
    assert delay(ended=End.CANCELLED, ended_at=minutes(31)).due_at == minutes(30)
    assert delay(ended=End.CANCELLED, ended_at=minutes(30)) == NO_DELAY


def test_who_still_waits_is_late_once_the_time_has_come() -> None:
    assert delay().due_at == minutes(30)
    late = PastPolicies(known=((START, a_policy(delay_default=48 * 60)),))
    assert delay(policies=late) == NO_DELAY


@pytest.mark.parametrize("facts", [{"officer_initiated": True}, {"known_since": minutes(31)}, {"played": True}])
def test_there_was_no_caller_to_tell(facts: dict[str, Any]) -> None:
    assert delay(arrived=90, **facts) == NO_DELAY


def test_the_policy_of_that_time_counts_not_that_of_now() -> None:
    changed = PastPolicies(known=((START - timedelta(days=9), POLICY), (START + timedelta(hours=1), a_policy())))
    strict = a_policy(delay_default=5)

    assert delay(arrived=90, policies=changed).due_at == minutes(30)
    assert delay(arrived=90, policies=PastPolicies(known=((NOW, strict),))).due_at == minutes(5)
    assert delay(arrived=90, policies=PastPolicies(known=())) == NO_DELAY


def test_the_reason_is_that_of_the_last_notice_without_the_providers_code() -> None:
    notices = [notice(reason="no_contact"), notice("permanent_failure", "undelivered: 30003")]

    assert delay(arrived=90, passed=[passed(30)], notices=notices).withheld == "undelivered"


def test_while_a_notice_may_still_leave_there_is_no_reason() -> None:
    found = delay(passed=[passed(30)], notices=[notice(reason="landline"), notice("created", "quiet_until")])

    assert found == Delay(due_at=minutes(30))


@pytest.mark.parametrize("reason", sorted(TELLS_NONE))
def test_nothing_was_due_where_the_policy_tells_no_caller(reason: str) -> None:
    assert delay(arrived=90, passed=[passed(30)], notices=[notice(reason=reason)]) == NO_DELAY


def test_nothing_was_due_where_no_notice_was_planned_as_none_is_meant() -> None:
    silent = PastPolicies(known=((START, a_policy(messages={MessageKey.CALL_RECEIVED: KeyPolicy()})),))

    assert delay(arrived=90, passed=[passed(30)], policies=silent) == NO_DELAY
    assert delay(arrived=90, passed=[passed(30)], incident_type="NOISE") == NO_DELAY
    assert delay(arrived=90, passed=[passed(30)], sensitive=True) == NO_DELAY


def test_a_caller_who_was_told_was_told_whatever_the_call_turned_out_to_be() -> None:
    found = delay(arrived=90, passed=[passed(30)], notices=[notice("delivered", sent=31)], sensitive=True)

    assert found == Delay(due_at=minutes(30), told_at=minutes(31))


def test_policies_are_found_by_the_moment_they_came_in_force() -> None:
    first, second = a_policy(delay_default=1), a_policy(delay_default=2)
    known = PastPolicies(known=((START, first), (minutes(10), second)))

    def at(moment: datetime) -> object:
        return known.at(moment)

    assert [at(minutes(n)) for n in (-1, 0, 9, 10, 99)] == [first, first, first, second, second]
