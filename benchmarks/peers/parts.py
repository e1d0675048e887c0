"""The processes that a way of driving calls needs: counted by what they cost, killed and started again."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import psutil

from benchmarks.supervisor import kill_at_once
from engine.processes import Command, ManagedProcesses

BREATH = 1.0
"""Seconds between two starts of a part that ends by itself, as without its database."""


@dataclass(kw_only=True)
class Parts:
    """`commands`: by name, how each is started again; `ended`: how often each ended by itself."""

    processes: ManagedProcesses
    commands: Mapping[str, Command]
    ended: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _started: dict[str, float] = field(default_factory=dict)

    def cpu_seconds(self) -> dict[str, float]:
        """User and system time of each part so far, with all it started: what has ended as well."""
        return {name: _cpu(self.processes[name].pid) for name in self.commands}

    def kill(self, name: str) -> None:
        """With -9, and all it started; then start it again at once."""
        kill_at_once([self.processes[name].pid])
        self.processes[name].wait()
        self._start(name)

    def look_after(self) -> None:
        """Start again what ended by itself."""
        for process in self.processes.ended():
            name = process.command.name
            if time.monotonic() > self._started.get(name, 0.0) + BREATH:
                self.ended[name] += 1
                process.wait()
                self._start(name)

    def _start(self, name: str) -> None:
        command = self.commands[name]
        assert command.log is not None
        log = command.log.with_name(f"{name}.{next(self._numbers)}.log")
        self.processes.start(replace(command, log=log))
        self._started[name] = time.monotonic()


def _cpu(pid: int) -> float:
    """Of a process, its children, and theirs that have ended."""
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total
