"""What a process does beside its task and must not go on without: the end of any of it ends the process.

background = Background()
background.start("relay", relay.run())
await background.until(told_to_stop)
await background.stop()
background.check()              # raises TaskEnded: the process exits with code 1
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class TaskEnded(Exception):
    """A task of the process ended by itself. The log has said which; a supervisor should start the process again."""


class Background:
    """Tasks by name. One that returns, raises or is canceled before `stop` is a failure of the whole process."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        """Set when the first of them has ended."""
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Let it go on from now."""
        self._tasks.append(asyncio.create_task(self._watched(name, work), name=name))

    async def until(self, told: asyncio.Event) -> None:
        """Until we are told to stop, or one of them has ended."""
        waiting = [asyncio.create_task(each.wait()) for each in (told, self.ended)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    def check(self) -> None:
        """Raises TaskEnded if one has ended by itself."""
        if self.ended.is_set():
            raise TaskEnded

    async def stop(self) -> None:
        """End them, and wait until each has put away what it had in hand."""
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _watched(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        reason = "returned"
        try:
            await work
        except BaseException as error:  # SystemExit too: asyncio would end at once, and say nothing
            reason = type(error).__name__
        if self._stopping and reason in ("returned", "CancelledError"):
            return
        # First, as the log may be what is broken.
        self.ended.set()
        log.error("task.ended", task=name, reason=reason)
