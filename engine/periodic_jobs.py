"""Small jobs that a process does again and again beside its tasks, whatever breaks meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import structlog

from engine.background import Background

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicJob:
    """A job, done about every so often: processes that were started together drift apart."""

    name: str
    every: timedelta
    job: Callable[[], Awaitable[object]]
    ends_with: tuple[type[Exception], ...] = ()
    """What the process must not go on after."""


def start_jobs(jobs: Iterable[PeriodicJob], background: Background, *, chance: Random) -> None:
    """Do each of them from now on, at once for the first time."""
    for each in jobs:
        background.start(each.name, _repeat(each, chance))


async def _repeat(each: PeriodicJob, chance: Random) -> None:
    while True:
        try:
            await each.job()
        except each.ends_with:
            raise
        except Exception as error:
            # The next turn must take place whatever it was; what the error says may quote what is in a row.
            log.warning("round.failed", job=each.name, reason=type(error).__name__)
        await asyncio.sleep(each.every.total_seconds() * chance.uniform(0.75, 1.25))
