"""Processes that we start: ready, failed, stopped, and ended by the reaper when we are gone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.processes import Command, ManagedProcesses, ProcessFailed
from engine.reaper import Reaper, is_running

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


def python(code: str, log: Path | None = None, *, stop_within: float = 15.0) -> Command:
    return Command(name="child", words=[sys.executable, "-c", code], log=log, stop_within=stop_within)


def test_a_step_that_fails_says_why_with_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailed, match=r"(?s)child failed \(exit code 3\).*no space left"):
        ManagedProcesses().run(python("print('no space left'); raise SystemExit(3)", tmp_path / "log"))


def test_each_start_begins_a_log_and_keeps_the_last(tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        ManagedProcesses().run(python(f"print('{text}')", tmp_path / "log"))

    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"log": "three\n", "log.1": "two\n"}


def test_a_process_that_is_never_ready_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    processes = ManagedProcesses()
    processes.start(python("import time; time.sleep(600)", tmp_path / "log"))

    with pytest.raises(ProcessFailed, match="child was not ready after 0 s"):
        processes.wait_until("child", lambda: False, seconds=0.2)

    processes.stop_all()


def test_a_step_beside_the_others_ends_by_itself_and_none_of_them_failed() -> None:
    processes = ManagedProcesses()

    step = processes.beside(python("raise SystemExit(4)"))

    assert step.wait(60) == 4
    processes.check()


async def test_work_goes_on_while_every_process_does() -> None:
    processes = ManagedProcesses()
    child = processes.start(python("import time; time.sleep(600)"))

    assert await processes.while_running(asyncio.sleep(0, "done")) == "done"
    child.signal(signal.SIGKILL)
    with pytest.raises(ProcessFailed, match=r"child ended by itself \(exit code -9\)"):
        await processes.while_running(asyncio.sleep(600))

    processes.stop_all()


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    processes = ManagedProcesses()
    deaf = processes.start(python(DEAF, tmp_path / "log", stop_within=0.2))
    processes.wait_until("child", lambda: "deaf" in (tmp_path / "log").read_text())

    assert deaf.stop() == -signal.SIGKILL


def test_a_process_that_has_ended_does_not_run_though_nothing_asked_how_it_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    assert is_running(child.pid)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    os.killpg(child.pid, 0)  # it is still listed
    running = is_running(child.pid)
    child.communicate()
    assert not running
    assert not is_running(child.pid)


def test_the_reaper_ends_what_runs_and_lets_alone_what_it_was_told_to_forget(tmp_path: Path) -> None:
    reaper = Reaper()
    folder = tmp_path / "data"
    folder.mkdir()
    reaper.remove(folder)
    left, other = (ManagedProcesses(reaper).start(python("import time; time.sleep(600)")) for _ in range(2))
    reaper.forget(other.pid)

    reaper.close()

    assert left.returncode == -signal.SIGTERM
    assert other.returncode is None
    assert not folder.exists()
    other.signal(signal.SIGKILL)
    while other.returncode is None:
        time.sleep(0.01)
