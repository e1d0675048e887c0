"""When a failed send is retried: with jitter, not while its provider is down, later if the message may have left."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from temporalio import activity
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from messaging.providers.circuit_breaker import CircuitBreaker

NOTHING = timedelta()
LONGEST_WAIT = timedelta(hours=1)
REMEMBERED = 10_000
"""Messages in doubt; those of an outage of a busy hour are fewer."""
_USUAL = RetryPolicy()
_USUAL_LONGEST = 100
"""Times the first interval, where a policy names no longest one: as Temporal has it."""


class SendRetries:
    """`first_wait`: how long a receipt of an ambiguous send is awaited, where the provider cannot be asked.

    `elapsed` counts seconds, whatever the wall clock does.
    """

    def __init__(
        self,
        *,
        chance: Random,
        first_wait: timedelta,
        breaker: Callable[[], CircuitBreaker],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chance = chance
        self._first_wait = first_wait
        self._new_breaker = breaker
        self._breakers: dict[str, CircuitBreaker] = {}
        self._elapsed = elapsed
        self._first_seen: dict[tuple[str, int], float] = {}

    def breaker_for(self, provider: str) -> CircuitBreaker:
        """The circuit breaker of this provider, shared by all messages of this process."""
        if provider not in self._breakers:
            self._breakers[provider] = self._new_breaker()
        return self._breakers[provider]

    def ambiguity_wait(self, message: str, tried_at: datetime, attempts: int, *, wall_clock: datetime) -> timedelta:
        """How long to wait for a receipt of the last attempt: doubled each time, as each retry may be a second copy."""
        wait: timedelta = min(self._first_wait * 2 ** min(max(attempts - 1, 0), 10), LONGEST_WAIT)
        left: timedelta = tried_at + wait - wall_clock
        # Noted at each look, needed or not: the clock may go wrong, or right, before the next.
        waited = timedelta(seconds=self._elapsed() - self._first_seen_at(message, attempts))
        if left > wait:
            # The attempt is dated by a clock that was ahead of this one, so its date says nothing.
            left = wait - waited
        return max(NOTHING, left)

    def _first_seen_at(self, message: str, attempts: int) -> float:
        """When this process first knew of the doubt; it remembers the latest of them."""
        seen = self._first_seen.setdefault((message, attempts), self._elapsed())
        if len(self._first_seen) > REMEMBERED:
            del self._first_seen[next(iter(self._first_seen))]
        return seen

    def retry_error(self, said: str, kind: str, *, not_before: timedelta = NOTHING) -> ApplicationError:
        """For an activity to raise: retried by the policy this attempt runs under, once `not_before` has passed."""
        info = activity.info()
        pause = self.pause(info.retry_policy or _USUAL, info.attempt, not_before=not_before)
        return ApplicationError(said, type=kind, next_retry_delay=pause)

    def pause(self, policy: RetryPolicy, attempt: int, *, not_before: timedelta = NOTHING) -> timedelta:
        """As the policy says, give or take a quarter, so that what failed together is not retried together.

        With `not_before`: that, and then up to half the usual pause.
        """
        usual = _interval(policy, attempt)
        return not_before + usual * (self._chance.uniform(0, 0.5) if not_before else self._chance.uniform(0.75, 1.25))


def _interval(policy: RetryPolicy, attempt: int) -> timedelta:
    """What Temporal would wait after this attempt."""
    first = policy.initial_interval.total_seconds()
    longest = policy.maximum_interval.total_seconds() if policy.maximum_interval else first * _USUAL_LONGEST
    # In seconds, as an interval that doubles for ever does not fit into a timedelta for long.
    return timedelta(seconds=min(longest, first * policy.backoff_coefficient ** min(attempt - 1, 100)))
