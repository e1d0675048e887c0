"""The processes of a topology: started in order, watched together, ended in the opposite order."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

SECONDS_TO_END = 30


class Failed(Exception):
    """A step did not work; the message says which and where its log is."""


class Children:
    """Every process we started, each with its log file."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str], **options: Any) -> None:
        """Start a process that is to stay. Options are those of Popen."""
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
            )
        self._running.append((name, process))

    def run(self, name: str, command: Sequence[str | Path], env: Mapping[str, str], **options: Any) -> None:
        """Run a step to its end. Raises Failed."""
        with (self.logs / f"{name}.log").open("ab") as log:
            ended = subprocess.run(command, env=env, stdout=log, stderr=log, check=False, **options)
        if ended.returncode != 0:
            raise Failed(f"{name} failed (exit code {ended.returncode}): see {log.name}")

    def wait_until(self, name: str, works: Callable[[], bool], *, seconds: float = 120) -> None:
        """Ask again until it works. Raises Failed when it takes too long or a process has ended."""
        deadline = time.monotonic() + seconds
        while not works():
            self.check()
            if time.monotonic() > deadline:
                raise Failed(f"{name} did not work within {seconds:.0f} s: see {self.logs}")
            time.sleep(0.5)

    def check(self) -> None:
        """Raise Failed if a process has ended by itself."""
        for name, process in self._running:
            if process.poll() is not None:
                raise Failed(f"{name} ended by itself (exit code {process.returncode}): see {self.logs}/{name}.log")

    def end(self) -> None:
        """Ask each to end, last started first; insist if it takes long."""
        for _, process in reversed(self._running):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_END)
            process.kill()
            process.wait()
