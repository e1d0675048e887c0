"""When to try again what could not be sent: not all at the same moment, not at a closed door, not while in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from temporalio import activity
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from messaging.providers.circuit_breaker import CircuitBreaker

NOTHING = timedelta()
LONGEST_DOUBT = timedelta(hours=1)
_USUAL = RetryPolicy()
_USUAL_LONGEST = 100
"""Times the first interval, where a policy names no longest one: as Temporal has it."""


class SendRetries:
    """`doubt` is how long news of a message are awaited that has perhaps left, where the provider cannot be asked."""

    def __init__(self, *, chance: Random, doubt: timedelta, breaker: Callable[[], CircuitBreaker]) -> None:
        self._chance = chance
        self._doubt = doubt
        self._new_breaker = breaker
        self._doors: dict[str, CircuitBreaker] = {}

    def door(self, provider: str) -> CircuitBreaker:
        """Whether this provider is there, as all messages of this process have found."""
        if provider not in self._doors:
            self._doors[provider] = self._new_breaker()
        return self._doors[provider]

    def doubt_left(self, tried_at: datetime, attempts: int, *, wall_clock: datetime) -> timedelta:
        """How long to wait for news of the last attempt: twice as long each time, as each may be one too many."""
        wait = min(self._doubt * 2 ** min(max(attempts - 1, 0), 10), LONGEST_DOUBT)
        left: timedelta = tried_at + wait - wall_clock
        return max(NOTHING, left)

    def later(self, said: str, kind: str, *, not_before: timedelta = NOTHING) -> ApplicationError:
        """To be raised by an activity: try again, by the policy this attempt runs under."""
        info = activity.info()
        pause = self.pause(info.retry_policy or _USUAL, info.attempt, not_before=not_before)
        return ApplicationError(said, type=kind, next_retry_delay=pause)

    def pause(self, policy: RetryPolicy, attempt: int, *, not_before: timedelta = NOTHING) -> timedelta:
        """As the policy says, give or take a quarter: what failed together does not come again together.

        `not_before` comes first; then a part of the usual pause.
        """
        usual = _interval(policy, attempt)
        return not_before + usual * (self._chance.uniform(0, 0.5) if not_before else self._chance.uniform(0.75, 1.25))


def _interval(policy: RetryPolicy, attempt: int) -> timedelta:
    """What Temporal would wait after this attempt."""
    first = policy.initial_interval.total_seconds()
    longest = policy.maximum_interval.total_seconds() if policy.maximum_interval else first * _USUAL_LONGEST
    # In seconds, as an interval that doubles for ever does not fit into a timedelta for long.
    return timedelta(seconds=min(longest, first * policy.backoff_coefficient ** min(attempt - 1, 100)))
