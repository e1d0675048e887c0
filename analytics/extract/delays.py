"""When the callers of one call were to be told that an officer is late, when they were, or why they were not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.extract.past_policies import PastPolicies
from analytics.extract.plain_words import reason_code
from domain.call_state import CallState
from domain.delivery import TO_BE_SENT, NotSent
from domain.lifecycle import Effect
from domain.messages import MessageKey


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


def delay_of(call: WaitedCall, policies: PastPolicies, *, now: datetime) -> Delay:
    """The timeline says when it was due; where it does not, as nothing ran at that moment, policy and times do."""
    if call.state.officer_initiated:
        return NO_DELAY
    policy = policies.at(call.received_at)
    due_at = _due_by_timeline(call)
    if due_at is None and policy is not None and not call.state.played:
        by_policy = call.received_at + policy.delay(call.state.priority)
        # What a CAD told us only afterwards could be told to no caller.
        due_at = by_policy if call.known_since <= by_policy <= now and _was_waiting(call, by_policy) else None
    if due_at is None:
        return NO_DELAY
    told_at = min((each.sent_at for each in call.notices if each.sent_at), default=None)
    if told_at is not None:
        return Delay(due_at=due_at, told_at=told_at)
    is_used = policy is None or MessageKey.OFFICER_DELAYED in policy.messages
    return Delay(due_at=due_at, withheld=_why_not(call.notices, is_used=is_used))


def _due_by_timeline(call: WaitedCall) -> datetime | None:
    counted = (each.at for each in call.passed if each.effect == Effect.CHANGED or _was_waiting(call, each.at))
    return min(counted, default=None)


def _was_waiting(call: WaitedCall, moment: datetime) -> bool:
    return call.waited_until is None or moment < call.waited_until


def _why_not(notices: Iterable[LateNotice], *, is_used: bool) -> str | None:
    """None while one may still leave. Without any notice the agency does not use them, or it was too late for one."""
    reasons = [] if is_used else [NotSent.NOT_IN_POLICY.value]
    for each in notices:
        if each.status in TO_BE_SENT:
            return None
        reasons.append(reason_code(each.reason) or NotSent.UNDELIVERED.value)
    return reasons[-1] if reasons else NotSent.STALE.value
