"""Small jobs go on whatever breaks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

import pytest

from db.connection.session import DatabaseUnavailable
from engine.background import Background, TaskEnded
from engine.periodic_jobs import PeriodicJob, start_jobs
from tests.own_logs import own_logs
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
    background = Background()
    start_jobs(rounds, background, chance=Random(1))
    await until(lambda: broken.times > 3 and sound.times > 3)
    await background.stop()
    background.check()
    done = broken.times
    await asyncio.sleep(0.05)
    assert broken.times == done


async def test_a_job_that_cannot_even_say_what_broke_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_log(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("engine.periodic_jobs.log.warning", broken_log, raising=False)
    background = Background()
    with own_logs() as lines:
        start_jobs([PeriodicJob(name="broken", every=SOON, job=Job(RuntimeError("x")))], background, chance=Random(1))
        await asyncio.wait_for(background.ended.wait(), 5)
        await asyncio.sleep(0)
    await background.stop()
    with pytest.raises(TaskEnded):
        background.check()
    assert [(line["event"], line["task"], line["reason"]) for line in lines] == [("task.ended", "broken", "OSError")]
