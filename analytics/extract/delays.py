"""When the callers of one call were to be told that an officer is late, when they were, or why they were not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.extract.past_policies import PastPolicies
from analytics.extract.plain_words import reason_code
from domain.call_state import CallState
from domain.delivery import TO_BE_SENT, NotSent
from domain.incident_types import may_be_sensitive
from domain.lifecycle import Effect
from domain.messages import MessageKey
from domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePassed:
    """A line of a timeline: the time allowed for an officer had passed; `effect` is `domain.lifecycle.Effect`."""

    at: datetime
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNotice:
    """A message that said, or was to say, that an officer is late. `sent_at`: when a provider took it, if one did."""

    status: str
    reason: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Of one call; `withheld` is a code of `domain.delivery.NotSent`."""

    due_at: datetime | None = None
    told_at: datetime | None = None
    withheld: str | None = None


NO_DELAY = Delay()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitedCall:
    """What is known of a call's wait. `known_since`: when it reached us; `arrived_at`: of the first unit at all."""

    state: CallState
    received_at: datetime
    known_since: datetime
    arrived_at: datetime | None
    passed: Sequence[DeadlinePassed]
    notices: Sequence[LateNotice]

    @property
    def waited_until(self) -> datetime | None:
        """When the first wait ended: with the first unit on scene, or the call's end; None while it lasts."""
        return min((each for each in (self.arrived_at, self.state.ended_at) if each), default=None)


TELLS_NONE = frozenset(
    {
        NotSent.SENSITIVE_CALL_TYPE.value,
        NotSent.CALL_TYPE_NOT_ALLOWED.value,
        NotSent.OFFICER_INITIATED.value,
        NotSent.NOT_IN_POLICY.value,
    }
)
"""Reasons by which no caller was to be told: the policy, or a rule above it, wants it so."""


def delay_of(call: WaitedCall, policies: PastPolicies, *, now: datetime) -> Delay:
    """The timeline says when it was due; where it does not, as nothing ran at that moment, policy and times do.

    None was due of a call of whose kind the policy tells no caller.
    """
    policy = policies.at(call.received_at)
    due_at = _due_by_timeline(call)
    if due_at is None and policy is not None and not call.state.played:
        by_policy = call.received_at + policy.delay(call.state.priority)
        # What a CAD told us only afterwards could be told to no caller.
        due_at = by_policy if call.known_since <= by_policy <= now and _was_waiting(call, by_policy) else None
    if due_at is None or call.state.officer_initiated:
        return NO_DELAY
    told_at = min((each.sent_at for each in call.notices if each.sent_at), default=None)
    if told_at is not None:
        return Delay(due_at=due_at, told_at=told_at)
    why = _why_not(call.notices) if call.notices or _is_meant(call.state, policy) else NotSent.NOT_IN_POLICY.value
    return NO_DELAY if why in TELLS_NONE else Delay(due_at=due_at, withheld=why)


def _due_by_timeline(call: WaitedCall) -> datetime | None:
    counted = (each.at for each in call.passed if each.effect == Effect.CHANGED or _was_waiting(call, each.at))
    return min(counted, default=None)


def _was_waiting(call: WaitedCall, moment: datetime) -> bool:
    return call.waited_until is None or moment < call.waited_until


def _is_meant(state: CallState, policy: Policy | None) -> bool:
    """True if callers of such a call are told of delays."""
    sensitive = state.sensitive or may_be_sensitive(state.incident_type)
    allowed = policy is None or (
        MessageKey.OFFICER_DELAYED in policy.messages and policy.allows(state.incident_type, state.priority)
    )
    return allowed and not sensitive


def _why_not(notices: Iterable[LateNotice]) -> str | None:
    """None while one may still leave. Where there is none at all it was too late for one."""
    reasons = [NotSent.STALE.value]
    for each in notices:
        if each.status in TO_BE_SENT:
            return None
        reasons.append(reason_code(each.reason) or NotSent.UNDELIVERED.value)
    return reasons[-1]
