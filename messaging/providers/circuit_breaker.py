"""Not knocking at a door that is known to be closed: a provider that is away is tried by one message at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

from messaging.providers.base import ProviderBusy, ProviderError, ProviderUnavailable

AFTER = 5
"""Failures in a row, of any messages, until the provider is taken to be away: by chance, one in ten failing, once in
100,000."""


class CircuitBreaker:
    """One provider, as one process sees it. `clock` counts seconds, `first` and `longest` are how long it rests."""

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        chance: Random,
        first: timedelta = timedelta(seconds=5),
        longest: timedelta = timedelta(seconds=60),
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._first = first.total_seconds()
        self._longest = longest.total_seconds()
        self._failures = self._rests = 0
        self._last_code = ""
        self._rests_until = 0.0

    def away_for(self) -> timedelta:
        """How long nobody should try; nothing if the provider is there, or this is the moment for somebody to try."""
        return timedelta(seconds=max(0.0, self._rests_until - self._clock()))

    @property
    def code(self) -> str:
        """What the provider said last before it was left alone."""
        return self._last_code

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Around one request. Whoever comes first after a rest tries for all: the others rest on meanwhile."""
        tries_for_all = self._is_away()
        if tries_for_all:
            self._rest()
        try:
            yield
        except ProviderBusy:
            self._answered()
            raise
        except ProviderUnavailable as error:
            self._failed(error.code, tried_for_all=tries_for_all)
            raise
        except ProviderError:
            self._answered()
            raise
        self._answered()

    def _answered(self) -> None:
        self._failures, self._rests, self._rests_until = 0, 0, 0.0

    def _failed(self, code: str, *, tried_for_all: bool) -> None:
        self._last_code = code
        was_away = self._is_away()
        self._failures += 1
        if tried_for_all or (self._is_away() and not was_away):
            self._rest()
            self._rests += 1

    def _is_away(self) -> bool:
        return self._failures >= AFTER

    def _rest(self) -> None:
        """Longer each time, and not until the same moment as other processes."""
        pause = min(self._longest, self._first * 2 ** min(self._rests, 20))
        self._rests_until = self._clock() + pause * self._chance.uniform(0.75, 1.25)
