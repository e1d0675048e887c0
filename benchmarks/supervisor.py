"""Kills parts of a topology with -9, one or all at once, and starts them again a little later, in any order."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from random import Random

import psutil

from benchmarks.local_stack import until
from benchmarks.topology_stage import PARTS, TopologyStage
from tools.topology.temporal import listens

POWER_CUT = "power cut"
LOOK = 0.1
PAUSE = (1.0, 10.0)
"""Seconds until what was killed is started again."""
ENDED_PAUSE = 1.0
"""The same of what ended by itself, as without a database: Docker waits no longer at first."""
STARTED = "worker.started"
"""What the worker logs when it works; the other parts listen."""


@dataclass(slots=True, kw_only=True)
class Restart:
    """One kill and what followed. `done`: the part, or the last of all, was started again."""

    kind: str
    done: asyncio.Event = field(default_factory=asyncio.Event)
    answered: float | None = None
    """Seconds from then until every part answered."""


class Supervisor:
    """Keeps every part running; `restarts` says what was done to them, `ended` what ended by itself."""

    def __init__(self, stage: TopologyStage, chance: Random) -> None:
        self._stage = stage
        self._chance = chance
        self._due: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self.restarts: list[Restart] = []
        self.ended: Counter[str] = Counter()

    async def run(self) -> None:
        """Start again what ended. Until cancelled."""
        while True:
            for name in PARTS:
                self._look_after(name)
            await asyncio.sleep(LOOK)

    async def kill(self, kind: str) -> Restart:
        """A part, or all of them at the same moment; returns once it is dead."""
        names = list(PARTS) if kind == POWER_CUT else [kind]
        self._chance.shuffle(names)
        for name in names:
            self._due[name] = float("inf")
        await asyncio.to_thread(kill_at_once, [self._stage.topology.processes[name].pid for name in names])
        for name in names:
            self._due[name] = time.monotonic() + self._chance.uniform(*PAUSE)
        restart = Restart(kind=kind)
        self.restarts.append(restart)
        return restart

    async def answered(self, restart: Restart, *, patience: float = 180) -> None:
        """Until what was killed is started, and answers. Raises TimeoutError."""
        names = PARTS if restart.kind == POWER_CUT else (restart.kind,)
        await until(lambda: not any(name in self._due for name in names), patience=patience, look=LOOK)
        began = time.monotonic()
        restart.done.set()
        await until(lambda: all(self._answers(name) for name in PARTS), patience=patience, look=LOOK)
        restart.answered = time.monotonic() - began

    def _look_after(self, name: str) -> None:
        process = self._stage.topology.processes[name]
        if process.returncode is None:
            return
        now = time.monotonic()
        if name not in self._due:
            self.ended[name] += 1
            self._due[name] = now + ENDED_PAUSE
        if self._due[name] <= now:
            process.wait()
            self.start(name)

    def start(self, name: str) -> None:
        """With a log of its own, so that what it said before is kept."""
        log = self._stage.topology.state / f"{name}.{next(self._numbers)}.log"
        self._stage.topology.processes.start(replace(self._stage.commands[name], log=log))
        self._due.pop(name, None)

    def _answers(self, name: str) -> bool:
        process, port = self._stage.topology.processes[name], self._stage.port(name)
        if process.returncode is not None:
            return False
        if port is not None:
            return listens(port)
        log = process.command.log
        return log is not None and log.exists() and STARTED in log.read_text(encoding="utf-8", errors="replace")


@contextlib.asynccontextmanager
async def supervised(stage: TopologyStage, chance: Random) -> AsyncIterator[Supervisor]:
    """Every part is kept running within the block."""
    supervisor = Supervisor(stage, chance)
    task = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def kill_at_once(pids: Iterable[int]) -> None:
    """Processes and all they started, as a power cut does it; returns when none is left."""
    family: list[psutil.Process] = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            process.suspend()  # it starts nothing more while its children are listed
            family += [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    for process in family:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    for process in family[1:]:
        _gone(process)


def _gone(process: psutil.Process) -> None:
    """Until it is, or only waits for its parent to ask about it."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
                return
        except psutil.NoSuchProcess:
            return
        time.sleep(0.02)
