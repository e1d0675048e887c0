"""Does together what several ask for within a moment, or while earlier work is under way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from datetime import timedelta
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Gathering(Generic[Asked, Answer]):
    """`work` answers up to `most` at once, in their order; only one of it is under way.

    `wait`: so long the first one waits for others; by default it waits for none.

    An error of one must not be another's: each is tried alone then, unless it is one `of_all`, as of a database that
    is away. A caller that gives up stops nothing.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]],
        *,
        most: int,
        of_all: type[Exception],
        wait: timedelta = timedelta(),
    ) -> None:
        self._work = work
        self._most = most
        self._of_all = of_all
        self._wait = wait.total_seconds()
        self._waiting: deque[tuple[Asked, asyncio.Future[Answer]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, asked: Asked) -> Answer:
        """The answer to one. Raises what its work raised."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._working is None:
            # In a context of its own: what the first one logs with is not the others'.
            self._working = asyncio.create_task(self._work_off(), context=Context())
        return await answer

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                if self._wait and len(self._waiting) < self._most:
                    await asyncio.sleep(self._wait)
                await self._answer([self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))])
        finally:
            self._working = None
            for _, answer in self._waiting:  # none, unless the process ends
                answer.cancel()
            self._waiting.clear()

    async def _answer(self, batch: Sequence[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._work([asked for asked, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, self._of_all):
                for one in batch:
                    await self._answer([one])
                return
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for (_, waiting), answer in zip(batch, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)
        finally:
            for _, waiting in batch:  # done, unless the process ends
                waiting.cancel()
