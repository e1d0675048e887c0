"""Starts again what ended by itself, with growing pauses, until it ends so often that it makes no sense.

await while_restarting(processes, work(), told=lambda process, times: print(...))
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from engine.processes import PAUSE_SECONDS, ManagedProcess, ManagedProcesses

MOST = 5
WITHIN = 60.0
"""Seconds in which the same process may end fewer times than that."""
FIRST_PAUSE = 0.5
"""Seconds; each further pause within a minute is twice as long."""

T = TypeVar("T")
Told = Callable[[ManagedProcess, int], None]


async def while_restarting(processes: ManagedProcesses, work: Coroutine[Any, Any, T], *, told: Told) -> T:
    """What the work comes to, while what ends by itself is started again.

    `told` is given each that has ended, and how often within the last minute. Raises ProcessFailed when that was too
    often.
    """
    restarting = asyncio.create_task(_Restarts(processes, told).run())
    working = asyncio.create_task(work)
    try:
        await asyncio.wait({restarting, working}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        await restarting  # it only ends by raising
        raise AssertionError("restarts never end by themselves")
    finally:
        restarting.cancel()
        working.cancel()
        await asyncio.wait({restarting, working})


class _Restarts:
    def __init__(self, processes: ManagedProcesses, told: Told) -> None:
        self._processes = processes
        self._told = told
        self._ends: dict[str, deque[float]] = {}
        self._due: dict[str, float] = {}

    async def run(self) -> None:
        """Until canceled, or ProcessFailed."""
        while True:
            for process in self._processes.ended():
                self._see_to(process, now=time.monotonic())
            await asyncio.sleep(PAUSE_SECONDS)

    def _see_to(self, process: ManagedProcess, *, now: float) -> None:
        name = process.command.name
        if name not in self._due:
            self._due[name] = now + self._pause(process, now=now)
        if now >= self._due[name]:
            del self._due[name]
            self._processes.restart(name)

    def _pause(self, process: ManagedProcess, *, now: float) -> float:
        """Seconds until it is started again. Raises ProcessFailed."""
        ends = self._ends.setdefault(process.command.name, deque(maxlen=MOST))
        ends.append(now)
        times = sum(now - end < WITHIN for end in ends)
        if times >= MOST:
            raise process.failure()
        self._told(process, times)
        return FIRST_PAUSE * (1 << max(times - 1, 0))
