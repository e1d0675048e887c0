"""A provider that is away is left alone, but for one message at a time; it is noticed at once when it is back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from messaging.providers.base import ProviderBusy, ProviderError, ProviderUnavailable, RecipientRejected
from messaging.providers.circuit_breaker import AFTER, CircuitBreaker

NOTHING = timedelta()


class Clock:
    """Seconds; moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(clock=clock, chance=Random(1))


async def a_request(breaker: CircuitBreaker, error: ProviderError | None = None) -> None:
    with suppress(ProviderError):
        async with breaker.watching():
            if error:
                raise error


async def fail(breaker: CircuitBreaker, times: int = AFTER) -> None:
    for _ in range(times):
        await a_request(breaker, ProviderUnavailable("20503", ambiguous=True))


async def test_it_is_tried_on_until_so_many_in_a_row_have_failed(breaker: CircuitBreaker) -> None:
    await fail(breaker, AFTER - 1)
    assert breaker.away_for() == NOTHING
    await a_request(breaker)
    await fail(breaker, AFTER - 1)
    assert breaker.away_for() == NOTHING
    await fail(breaker, 1)
    assert timedelta(seconds=1) < breaker.away_for() < timedelta(seconds=3)
    assert breaker.code == "20503"


@pytest.mark.parametrize("error", [ProviderBusy("20429"), RecipientRejected("21211")])
async def test_an_answer_of_any_kind_says_that_it_is_there(breaker: CircuitBreaker, error: ProviderError) -> None:
    await fail(breaker, AFTER - 1)
    await a_request(breaker, error)
    await fail(breaker, AFTER - 1)
    assert breaker.away_for() == NOTHING


async def test_one_tries_for_all_and_the_rests_grow_up_to_five_seconds(breaker: CircuitBreaker, clock: Clock) -> None:
    await fail(breaker)
    short = []
    for _ in range(8):
        clock.seconds += breaker.away_for().total_seconds()
        async with breaker.watching():
            assert breaker.away_for() > NOTHING
        await fail(breaker)  # it was back for a moment only
        short.append(breaker.away_for())
    assert max(short) < timedelta(seconds=3)
    rests = []
    for _ in range(8):
        clock.seconds += breaker.away_for().total_seconds()
        await fail(breaker, 1)
        rests.append(breaker.away_for().total_seconds())
    assert 3 <= rests[0] <= 5
    assert all(3.7 <= rest <= 6.3 for rest in rests[3:])
    assert len(set(rests)) == len(rests)


async def test_those_under_way_when_it_went_do_not_lengthen_the_rest(breaker: CircuitBreaker) -> None:
    async def slow() -> None:
        with suppress(ProviderUnavailable):
            async with breaker.watching():
                await asyncio.sleep(0)
                raise ProviderUnavailable("timeout", ambiguous=True)

    await asyncio.gather(*(slow() for _ in range(50)))
    assert breaker.away_for() < timedelta(seconds=3)


async def test_it_is_there_again_as_soon_as_one_got_through(breaker: CircuitBreaker, clock: Clock) -> None:
    await fail(breaker)
    clock.seconds += 10
    await a_request(breaker)
    assert breaker.away_for() == NOTHING


async def ask(breaker: CircuitBreaker, error: ProviderError | None = None) -> None:
    async with breaker.asking():
        if error:
            raise error


async def test_that_a_look_up_is_answered_does_not_say_that_messages_are_taken(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    await fail(breaker, AFTER - 1)
    await ask(breaker)
    await fail(breaker, 1)
    assert breaker.away_for() > NOTHING
    with pytest.raises(ProviderUnavailable):
        await ask(breaker)
    clock.seconds += 10
    await ask(breaker)
    assert breaker.away_for() == NOTHING  # the message that follows it tries for all
    await a_request(breaker)
    await fail(breaker, AFTER - 1)
    assert breaker.away_for() == NOTHING


async def test_a_look_up_that_fails_counts(breaker: CircuitBreaker, clock: Clock) -> None:
    await fail(breaker, AFTER - 1)
    with pytest.raises(ProviderUnavailable):
        await ask(breaker, ProviderUnavailable("20503"))
    assert breaker.away_for() > NOTHING
    clock.seconds += 10
    with pytest.raises(ProviderUnavailable):
        await ask(breaker, ProviderUnavailable("20503"))
    assert breaker.away_for() > NOTHING
