"""An hour without the provider, played by the clock: a few requests, nothing lost, no storm when it is back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import heapify, heappop, heappush
from random import Random

import pytest

from messaging.providers.base import ProviderUnavailable
from messaging.providers.circuit_breaker import CircuitBreaker
from messaging.retry import SendRetries
from workflows.timeouts import SEND_RETRY, SEND_RETRY_FOR_LONG

MESSAGES = 5000
AWAY, BACK = 600.0, 600.0 + 3600.0
"""Seconds: half of the messages are due within the hour, half waited already when it began."""


@dataclass(kw_only=True)
class Clock:
    """Seconds."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(kw_only=True)
class Provider:
    """Away for an hour."""

    clock: Clock
    requests: list[float] = field(default_factory=list)
    sent: dict[int, float] = field(default_factory=dict)

    def take(self, message: int) -> None:
        self.requests.append(self.clock())
        if AWAY <= self.clock() < BACK:
            raise ProviderUnavailable("20503", ambiguous=True)
        assert message not in self.sent
        self.sent[message] = self.clock()

    def within(self, start: float, end: float) -> int:
        return sum(start <= at < end for at in self.requests)


@dataclass(order=True)
class Attempt:
    at: float
    message: int
    number: int = 1

    def next(self, retries: SendRetries, not_before: timedelta = timedelta()) -> Attempt:
        """As the workflow has it: five attempts, then others for as long as it takes."""
        few = SEND_RETRY.maximum_attempts
        if self.number == few:
            return Attempt(self.at, self.message, few + 1)
        policy, number = (SEND_RETRY, self.number) if self.number < few else (SEND_RETRY_FOR_LONG, self.number - few)
        pause = retries.pause(policy, number, not_before=not_before)
        return Attempt(self.at + pause.total_seconds(), self.message, self.number + 1)


async def play(attempts: list[Attempt], retries: SendRetries, provider: Provider) -> None:
    """What `activities.send_message` does with each attempt, without the rest."""
    heapify(attempts)
    breaker = retries.breaker_for("twilio")
    while attempts:
        attempt = heappop(attempts)
        provider.clock.seconds = attempt.at
        away = breaker.away_for()
        if not away:
            with suppress(ProviderUnavailable):
                async with breaker.watching():
                    provider.take(attempt.message)
                continue
        heappush(attempts, attempt.next(retries, away))


def arrivals(chance: Random) -> Iterator[Attempt]:
    for message in range(MESSAGES):
        yield Attempt(AWAY if message % 2 else chance.uniform(AWAY, BACK), message)


@pytest.fixture
async def provider() -> Provider:
    clock, chance = Clock(), Random(1)
    retries = SendRetries(
        chance=chance, first_wait=timedelta(), breaker=lambda: CircuitBreaker(clock=clock, chance=chance)
    )
    provider = Provider(clock=clock)
    await play(list(arrivals(chance)), retries, provider)
    return provider


async def test_it_is_asked_about_every_five_seconds_whether_it_is_back(provider: Provider) -> None:
    assert provider.within(AWAY, BACK) < 1000


async def test_nothing_is_lost_and_everything_left_within_minutes_of_its_return(provider: Provider) -> None:
    assert len(provider.sent) == MESSAGES
    late = max(provider.sent.values()) - BACK
    assert late < timedelta(minutes=9).total_seconds()


async def test_what_waited_does_not_come_all_at_once(provider: Provider) -> None:
    by_second = Counter(int(at) for at in provider.sent.values() if at >= BACK)
    # And the limit of the queue, 50 a second, which is not played here.
    assert max(by_second.values()) < MESSAGES / 25
