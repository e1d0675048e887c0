"""A test run that is killed with -9 leaves no server, database, browser or simulator behind."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from engine.processes import Command, ManagedProcess, ManagedProcesses
from tests.browser import chromium_on_path
from tests.conftest import ROOT
from tests.killed_run.sample import PROCESSES

SECONDS = 120.0
"""A busy machine starts and ends these slowly."""

KINDS = ("start-dev", "-m simulator", "bin/postgres", "time.sleep(600)", "reaper.py")
BROWSER = "--remote-debugging-pipe"


@pytest.fixture
def folder() -> Iterator[Path]:
    """For the run's temporary files: PostgreSQL, which does not run as root, must be able to pass through it."""
    with TemporaryDirectory(prefix="caseline-killed-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@contextmanager
def waiting_run(folder: Path, *options: str) -> Iterator[tuple[ManagedProcess, list[psutil.Process]]]:
    """A test run in the middle of its test, and every process that it has started."""
    words = [sys.executable, "-m", "pytest", "tests/killed_run/sample.py", "-q", "-p", "no:cacheprovider", *options]
    # As with `make test`, each run has its own Temporal server.
    environment = {**os.environ, PROCESSES: str(folder), "TMPDIR": str(folder)}
    for name in ("PYTEST_XDIST_WORKER", "CASELINE_TEST_TEMPORAL_ADDRESS", "CASELINE_TEST_POSTGRES_URL"):
        environment.pop(name, None)
    processes = ManagedProcesses()
    command = Command(name="run", words=words, environment=environment, folder=ROOT, log=folder / "run.log")
    # A run begun in the background of a script inherits that Ctrl-C is ignored, and would pass it on.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run = processes.start(command)
    finally:
        signal.signal(signal.SIGINT, ignored)
    try:
        processes.wait_until("run", lambda: bool(list(folder.glob("*.json"))), seconds=SECONDS)
        below = [json.loads(file.read_text()) for file in folder.glob("*.json")]
        kinds = (*KINDS, BROWSER) if chromium_on_path() else KINDS
        missing = [kind for found in below for kind in kinds if not any(kind in words for words in found.values())]
        assert missing == [], below
        pids = [int(pid) for found in below for pid in found] + [int(file.stem) for file in folder.glob("*.json")]
        yield run, [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    finally:
        processes.stop_all()


def kill_run(run: ManagedProcess) -> None:
    os.kill(run.pid, signal.SIGKILL)


def kill_workers(run: ManagedProcess) -> None:
    """Those of xdist, which run the tests; the run itself ends by that."""
    for worker in psutil.Process(run.pid).children():
        worker.kill()


def interrupt_twice(run: ManagedProcess) -> None:
    run.signal(signal.SIGINT)
    time.sleep(0.2)
    run.signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("kill", "options"),
    [(kill_run, ["-n", "1"]), (kill_workers, ["-n", "1"]), (interrupt_twice, ["-n", "0"])],
    ids=["the run", "its workers", "by Ctrl-C twice"],
)
def test_everything_ends_with_the_run(folder: Path, kill: Callable[[ManagedProcess], None], options: list[str]) -> None:
    with waiting_run(folder, *options) as (run, started):
        assert list(folder.glob("caseline-pg-*"))
        kill(run)
        _, left = psutil.wait_procs(started, timeout=SECONDS)

    assert not [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert not list(folder.glob("caseline-pg-*"))
    assert not list(folder.glob("caseline-simulator-*"))
