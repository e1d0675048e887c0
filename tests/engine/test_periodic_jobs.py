"""Small jobs go on whatever breaks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

from db.connection.session import DatabaseUnavailable
from engine.periodic_jobs import PeriodicJob, running_jobs
from tests.patience import until

SOON = timedelta(milliseconds=10)


class Job:
    """Breaks, the first so many times."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self.times = 0

    async def __call__(self) -> None:
        self.times += 1
        if self._errors:
            raise self._errors.pop()


async def test_a_job_that_breaks_is_done_again_and_holds_up_no_other() -> None:
    broken, sound = Job(DatabaseUnavailable("away"), RuntimeError("who knows")), Job()
    rounds = [PeriodicJob(name="broken", every=SOON, job=broken), PeriodicJob(name="sound", every=SOON, job=sound)]
    async with running_jobs(rounds, chance=Random(1)):
        await until(lambda: broken.times > 3 and sound.times > 3)
    done = broken.times
    await asyncio.sleep(0.05)
    assert broken.times == done
