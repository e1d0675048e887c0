"""Long work gives way: between two pieces of it, a short request is served first.

A process serves all its requests in one thread. What takes seconds there is done in pieces of some milliseconds, and
while a short request is under way no further piece begins; but each waits no longer than `LONGEST`, so that the long
work comes to its end however busy the process is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta

LONGEST = timedelta(milliseconds=25)
"""As long as a usual request takes, twice."""


class GivingWay:
    """Of one process: knows which short requests are under way.

    `at_once`: pieces that mostly wait for a database, of which so many are under way.
    """

    def __init__(self, *, at_once: int = 1) -> None:
        self._short = 0
        self._none_is = asyncio.Event()
        self._none_is.set()
        self._one_at_a_time = asyncio.Lock()
        self._pieces = asyncio.Semaphore(at_once)

    @contextmanager
    def short(self) -> Iterator[None]:
        """While a request is served."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextmanager
    def long(self) -> Iterator[None]:
        """While what is done within `short` turns out to be long: nothing gives way to it."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)

    @asynccontextmanager
    async def piece(self) -> AsyncIterator[None]:
        """For a piece of long work that waits for a database."""
        async with self._pieces:
            await self.to_others()
            yield

    async def to_others(self) -> None:
        """Before each piece of long work: return once no short request is under way, or after `LONGEST`.

        Who waits goes on one after the other, so that many pieces do not follow at once.
        """
        async with self._one_at_a_time:
            await asyncio.sleep(0)  # what came meanwhile is heard of
            if not self._none_is.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(LONGEST.total_seconds()):
                        await self._none_is.wait()

    def _count(self, change: int) -> None:
        self._short += change
        if self._short > 0:
            self._none_is.clear()
        else:
            self._none_is.set()
