"""Circuit breaker: while a provider is down, one message at a time probes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

from messaging.providers.base import ProviderBusy, ProviderError, ProviderUnavailable

AFTER = 5
"""Failures in a row, of any messages, until the provider is taken to be down. With one request in ten failing, chance
alone gets there once in 100,000."""


class CircuitBreaker:
    """One provider, as one process sees it. `clock` counts seconds, `first` and `longest` are how long it rests.

    The longest rest is short: a new caller must not wait for a minute once the provider is back, and one request in
    five seconds is nothing to it.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        chance: Random,
        first: timedelta = timedelta(seconds=2),
        longest: timedelta = timedelta(seconds=5),
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._first = first.total_seconds()
        self._longest = longest.total_seconds()
        self._failures = self._rests = 0
        self._last_code = ""
        self._rests_until = 0.0

    def away_for(self) -> timedelta:
        """How long to send nothing; zero if the provider is up, or if it is time for one message to probe it."""
        return timedelta(seconds=max(0.0, self._rests_until - self._clock()))

    @property
    def code(self) -> str:
        """The code of the last failure."""
        return self._last_code

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Around one request. The first after a rest is the probe: the others rest on meanwhile.

        Raises ProviderUnavailable, before anything is sent, for one that was made ready in the rest and comes second.
        """
        is_probe = self._is_down()
        if is_probe:
            if self.away_for():
                raise ProviderUnavailable(self._last_code)
            self._rest()
        try:
            yield
        except ProviderBusy:
            self._answered()
            raise
        except ProviderUnavailable as error:
            self._failed(error.code, was_probe=is_probe)
            raise
        except ProviderError:
            self._answered()
            raise
        self._answered()

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[None]:
        """Around a look-up. That it fails counts; that it is answered says nothing of whether messages are taken.

        Raises ProviderUnavailable during a rest. It is no probe: that is the message which follows it.
        """
        was_down = self._is_down()
        if was_down and self.away_for():
            raise ProviderUnavailable(self._last_code)
        try:
            yield
        except ProviderBusy:
            raise
        except ProviderUnavailable as error:
            self._failed(error.code, was_probe=was_down)
            raise

    def _answered(self) -> None:
        self._failures, self._rests, self._rests_until = 0, 0, 0.0

    def _failed(self, code: str, *, was_probe: bool) -> None:
        self._last_code = code
        was_down = self._is_down()
        self._failures += 1
        # Requests that were under way when it went down fail late: they must not lengthen the rest.
        if was_probe or (self._is_down() and not was_down):
            self._rest()
            self._rests += 1

    def _is_down(self) -> bool:
        return self._failures >= AFTER

    def _rest(self) -> None:
        """Longer each time, with jitter so that processes do not probe together."""
        pause = min(self._longest, self._first * 2 ** min(self._rests, 20))
        self._rests_until = self._clock() + pause * self._chance.uniform(0.75, 1.25)
