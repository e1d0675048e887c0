"""Small jobs that a process does again and again beside its tasks, whatever breaks meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicJob:
    """A job, done about every so often: processes that were started together drift apart."""

    name: str
    every: timedelta
    job: Callable[[], Awaitable[object]]


@asynccontextmanager
async def running_jobs(jobs: Sequence[PeriodicJob], *, chance: Random) -> AsyncIterator[None]:
    """Each of them from now on, at once for the first time, until the block ends."""
    tasks = [asyncio.create_task(_repeat(each, chance)) for each in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(each: PeriodicJob, chance: Random) -> None:
    while True:
        try:
            await each.job()
        except Exception as error:
            # The next turn must take place whatever it was; what the error says may quote what is in a row.
            log.warning("round.failed", job=each.name, reason=type(error).__name__)
        await asyncio.sleep(each.every.total_seconds() * chance.uniform(0.75, 1.25))
