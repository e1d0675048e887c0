"""What ends by itself is started again, with growing pauses, until it makes no sense."""

from __future__ import annotations

import asyncio
import itertools
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from engine import restarts
from engine.processes import Command, ManagedProcess, ManagedProcesses, ProcessFailed
from engine.restarts import MOST, while_restarting
from tests.patience import until


def python(code: str, *, name: str = "child", log: Path | None = None) -> Command:
    return Command(name=name, words=[sys.executable, "-c", code], log=log)


STAYS = "import time; print('started', flush=True); time.sleep(600)"


async def test_what_is_killed_is_started_again_and_its_log_goes_on(tmp_path: Path) -> None:
    processes, told, log = ManagedProcesses(), list[tuple[str, int | None, int]](), tmp_path / "log"
    child = processes.start(python(STAYS, log=log))
    other = processes.start(python(STAYS, name="other"))

    async def work() -> str:
        await until(lambda: "started" in log.read_text())
        child.signal(signal.SIGKILL)
        await until(lambda: log.read_text().count("started") == 2)
        return "done"

    def tell(process: ManagedProcess, times: int) -> None:
        told.append((process.command.name, process.returncode, times))

    assert await while_restarting(processes, work(), told=tell) == "done"
    assert told == [("child", -9, 1)]
    assert processes["child"].pid != child.pid
    assert processes["other"] is other
    processes.stop_all()


async def test_what_ends_again_and_again_is_given_up_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restarts, "FIRST_PAUSE", 0.05)
    processes, told = ManagedProcesses(), list[tuple[int, float]]()
    processes.start(python("print('no space left'); raise SystemExit(3)", log=tmp_path / "log"))
    with pytest.raises(ProcessFailed, match=r"(?s)child ended by itself \(exit code 3\).*no space left"):
        await while_restarting(
            processes, asyncio.sleep(600), told=lambda process, times: told.append((times, time.monotonic()))
        )
    assert [times for times, _ in told] == list(range(1, MOST))
    pauses = [after - before for (_, before), (_, after) in itertools.pairwise(told)]
    assert pauses[-1] > pauses[0]
    assert (tmp_path / "log").read_text().count("no space left") == MOST
    processes.stop_all()


async def test_five_ends_in_more_than_a_minute_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(restarts, "WITHIN", 0.0)
    processes, told = ManagedProcesses(), list[int]()
    processes.start(python("raise SystemExit(1)"))

    async def work() -> None:
        await until(lambda: len(told) > MOST + 2)

    await while_restarting(processes, work(), told=lambda process, times: told.append(times))
    assert set(told) == {0}
    processes.stop_all()


async def test_ended_during_a_restart_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_PAUSE", 30)
    processes, told = ManagedProcesses(), list[int]()
    child = processes.start(python(STAYS))
    other = processes.start(python(STAYS, name="other"))
    running = asyncio.create_task(
        while_restarting(processes, asyncio.sleep(600), told=lambda process, times: told.append(times))
    )
    child.signal(signal.SIGKILL)
    await until(lambda: told == [1])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    processes.stop_all()
    assert not psutil.pid_exists(other.pid)
    assert not psutil.pid_exists(child.pid)


async def test_what_the_work_raises_is_raised() -> None:
    processes = ManagedProcesses()
    processes.start(python(STAYS))

    async def breaks() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await while_restarting(processes, breaks(), told=lambda process, times: None)
    processes.stop_all()
