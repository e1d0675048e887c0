"""Long work gives way to short requests, one piece after the other, and comes to its end all the same."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from engine.giving_way import GivingWay


async def test_a_piece_waits_until_no_short_request_is_under_way() -> None:
    giving_way, order = GivingWay(), list[str]()

    async def piece() -> None:
        await giving_way.to_others()
        order.append("piece")

    with giving_way.short():
        task = asyncio.create_task(piece())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        order.append("answer")
    await task
    assert order == ["answer", "piece"]


async def test_a_piece_does_not_wait_forever() -> None:
    giving_way = GivingWay()
    with giving_way.short():
        await asyncio.wait_for(giving_way.to_others(), timeout=30)


async def test_no_piece_gives_way_to_a_long_request() -> None:
    giving_way, begun = GivingWay(), asyncio.Event()
    with giving_way.short(), giving_way.long():
        async with asyncio.timeout(30):
            async with giving_way.piece():
                begun.set()
    assert begun.is_set()


async def test_of_pieces_that_waited_one_begins_at_a_time() -> None:
    """Else all of them would follow on the answer they waited for, and the next request wait for all."""
    giving_way, begun = GivingWay(), list[int]()

    async def piece(n: int) -> None:
        await giving_way.to_others()
        begun.append(n)

    with ExitStack() as answer:
        answer.enter_context(giving_way.short())
        tasks = [asyncio.create_task(piece(n)) for n in range(5)]
        await asyncio.sleep(0)
        answer.close()
        await tasks[0]
        answer.enter_context(giving_way.short())
        await asyncio.sleep(0)
        assert len(begun) < 5
    await asyncio.gather(*tasks)
    assert begun == [0, 1, 2, 3, 4]


async def test_only_so_many_pieces_are_under_way() -> None:
    giving_way, most, now = GivingWay(at_once=2), 0, 0

    async def piece() -> None:
        nonlocal most, now
        async with giving_way.piece():
            now += 1
            most = max(most, now)
            for _ in range(20):
                await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*(piece() for _ in range(6)))
    assert most == 2
