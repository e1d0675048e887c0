"""Runs a limited number of jobs at once; the first that fails ends them all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")


async def side_by_side(job: Callable[[A], Awaitable[T]], items: Iterable[A], *, at_once: int) -> list[T]:
    """Do `job` with each item, so many at once; results in the order of the items."""
    free = asyncio.Semaphore(at_once)

    async def one(item: A) -> T:
        async with free:
            return await job(item)

    tasks = [asyncio.ensure_future(one(item)) for item in items]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
