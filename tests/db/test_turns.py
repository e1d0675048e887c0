"""Turns to write: however many wait for one agency, another waits for one turn of each before it (case E6)."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.connection.turns import OURS, FairTurns, NoTurn, TurnOf


async def served(waiting: list[TurnOf], *, at_once: int = 1) -> list[TurnOf]:
    """In which order they are let in who come one after the other while all turns are taken."""
    turns, order, over = FairTurns(at_once), [], asyncio.Event()

    async def hold() -> None:
        async with turns.turn(OURS):
            await over.wait()

    async def wait(of: TurnOf) -> None:
        async with turns.turn(of):
            order.append(of)
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(hold()) for _ in range(at_once)]
    await asyncio.sleep(0)
    for of in waiting:
        tasks.append(asyncio.create_task(wait(of)))
        await asyncio.sleep(0)
    over.set()
    await asyncio.gather(*tasks)
    return order


def of(agency: str, key: str = "cad") -> TurnOf:
    return TurnOf(agency=agency, key=key)


async def test_e6_the_next_agency_waits_for_one_turn_of_another() -> None:
    assert await served([of("B")] * 3 + [of("A")]) == [of("B"), of("A"), of("B"), of("B")]


async def test_e6_the_keys_of_an_agency_take_turns_within_its_turns() -> None:
    waiting = [of("B", "rms")] * 3 + [of("B", "cad"), of("A")]
    assert await served(waiting) == [of("B", "rms"), of("A"), of("B", "cad"), of("B", "rms"), of("B", "rms")]


async def test_e6_our_own_work_waits_like_an_agency() -> None:
    assert await served([of("B"), of("B"), OURS]) == [of("B"), OURS, of("B")]


AGENCIES = st.lists(st.sampled_from(("A", "B", "C", "D")), max_size=30)


@given(AGENCIES)
def test_e6_no_agency_has_two_turns_while_another_waits(agencies: list[str]) -> None:
    order = [turn.agency for turn in asyncio.run(served([of(agency) for agency in agencies]))]
    assert Counter(order) == Counter(agencies)
    left = Counter(agencies)
    had: Counter[str] = Counter()
    for agency in order:
        left[agency] -= 1
        had[agency] += 1
        behind = [other for other in left if left[other] > 0 and had[other] < had[agency] - 1]
        assert behind == []


async def test_e6_each_keys_own_turns_stay_in_the_order_they_came() -> None:
    turns, order = FairTurns(1), []

    async def wait(n: int) -> None:
        async with turns.turn(of("A")):
            order.append(n)
            await asyncio.sleep(0)

    await asyncio.gather(*(wait(n) for n in range(10)))
    assert order == list(range(10))


async def test_e6_as_many_at_once_as_there_are_turns() -> None:
    turns, now, most = FairTurns(3), 0, 0

    async def work(n: int) -> None:
        nonlocal now, most
        async with turns.turn(of(f"agency {n % 4}")):
            now, most = now + 1, max(most, now + 1)
            await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*(work(n) for n in range(40)))
    assert most == 3


@pytest.mark.parametrize("given_before", [False, True])
async def test_e6_who_stops_waiting_keeps_no_turn(*, given_before: bool) -> None:
    turns = FairTurns(1)
    holder = turns.turn(OURS)
    await holder.__aenter__()
    impatient = asyncio.create_task(turns.turn(of("A")).__aenter__())
    await asyncio.sleep(0)
    if given_before:
        await holder.__aexit__(None, None, None)
        impatient.cancel()
    else:
        impatient.cancel()
        await asyncio.sleep(0)
        await holder.__aexit__(None, None, None)
    with pytest.raises(asyncio.CancelledError):
        await impatient
    async with asyncio.timeout(5), turns.turn(of("B")):
        pass


async def test_after_so_many_seconds_it_is_told_that_none_came() -> None:
    turns = FairTurns(1)

    async def wait() -> None:
        async with turns.turn(of("B"), seconds=0.01):
            raise AssertionError

    async with turns.turn(of("A")):
        with pytest.raises(NoTurn):
            await wait()
    async with asyncio.timeout(5), turns.turn(of("B"), seconds=0.01):
        await asyncio.sleep(0.05)
