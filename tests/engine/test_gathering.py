"""What several ask for while earlier work is under way is done together; an error is its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from engine.gathering import Gathering


class Away(Exception):
    """What the work needs is not there: for all."""


class Work:
    """Doubles numbers; remembers what it was given at once."""

    def __init__(self, *, wait: timedelta = timedelta()) -> None:
        self.batches: list[Sequence[int]] = []
        self.away = False
        self.gather = Gathering(self, most=3, of_all=Away, wait=wait)

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.batches.append(numbers)
        await asyncio.sleep(0)
        if self.away:
            raise Away
        if 13 in numbers:
            raise ValueError(numbers)
        return [2 * number for number in numbers]


async def test_one_alone_is_answered_at_once() -> None:
    work = Work()
    assert [await work.gather(1), await work.gather(2)] == [2, 4]
    assert work.batches == [[1], [2]]


async def test_what_comes_together_is_done_together_in_order_and_in_pieces() -> None:
    work = Work()
    assert await asyncio.gather(*map(work.gather, range(8))) == [0, 2, 4, 6, 8, 10, 12, 14]
    assert work.batches == [[0, 1, 2], [3, 4, 5], [6, 7]]


async def test_what_comes_while_work_is_under_way_waits_for_it_alone() -> None:
    work = Work()
    first = asyncio.create_task(work.gather(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert work.batches == [[1]]
    assert list(await asyncio.gather(first, work.gather(2), work.gather(3))) == [2, 4, 6]
    assert work.batches == [[1], [2, 3]]


async def test_the_first_waits_for_others_if_it_is_to() -> None:
    work = Work(wait=timedelta(milliseconds=50))
    first = asyncio.create_task(work.gather(1))
    await asyncio.sleep(0.005)
    assert work.batches == []
    assert list(await asyncio.gather(first, work.gather(2))) == [2, 4]
    assert work.batches == [[1, 2]]


async def test_there_is_no_waiting_once_there_is_enough_to_do() -> None:
    work = Work(wait=timedelta(days=1))
    assert await asyncio.gather(*map(work.gather, range(3))) == [0, 2, 4]


async def test_an_error_of_one_is_no_error_of_the_others() -> None:
    work = Work()
    answers = await asyncio.gather(*map(work.gather, (1, 13, 2)), return_exceptions=True)
    assert [answers[0], answers[2]] == [2, 4]
    assert isinstance(answers[1], ValueError)
    assert work.batches == [[1, 13, 2], [1], [13], [2]]


async def test_what_is_away_for_all_is_not_tried_again_for_each() -> None:
    work = Work()
    work.away = True
    answers = await asyncio.gather(*map(work.gather, (1, 2, 3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Away, Away, Away]
    assert work.batches == [[1, 2, 3]]
    work.away = False
    assert await work.gather(4) == 8


async def test_a_caller_that_gives_up_stops_nothing() -> None:
    work = Work()
    tasks = [asyncio.create_task(work.gather(number)) for number in (1, 2)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    assert await tasks[1] == 4
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert await work.gather(3) == 6
