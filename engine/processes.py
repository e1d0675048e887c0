"""Processes that we start: awaited until they are ready, watched, ended together, and never left behind.

processes = ManagedProcesses()
processes.start(Command(name="simulator", words=[...], log=folder / "simulator.log"))
processes.wait_until("simulator", answers)            # blocking
await processes.until_ready("simulator", answered())  # in a coroutine
await processes.while_running(work())                 # ends with ProcessFailed as soon as a process does
processes.stop_all()
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from engine.reaper import Reaper, own_reaper

PAUSE_SECONDS = 0.05
"""Between two looks at a process."""

EXIT_DETECTION_SECONDS = 2.0
"""How long we look for a process that ended when something else failed: it may be why."""

PRIVATE = 0o077
"""What processes write is for their owner only: databases hold people, and logs say when who was told what."""

TAIL_LINES = 15

T = TypeVar("T")


class ProcessFailed(Exception):
    """A process ended by itself or was not ready in time; the message ends with the tail of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to run. `environment` is all of it, None means ours; `user` has Popen's user, group and extra_groups."""

    name: str
    words: Sequence[str | Path]
    log: Path | None = None
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    user: Mapping[str, Any] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 15.0


class ManagedProcess:
    """A process that leads a session of its own: Ctrl-C reaches it through us, in order."""

    def __init__(self, command: Command, reaper: Reaper, *, again: bool = False) -> None:
        """Start it. What it prints goes to the log; what it printed the last time is kept in `.log.1`.

        `again`: it ended just now, and what it printed until then stays above what it prints from now on.
        """
        self.command = command
        self._reaper = reaper
        with (_log if again else _new_log)(command.log) as output:
            self._popen = subprocess.Popen(
                command.words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=command.environment,
                cwd=command.folder,
                start_new_session=True,
                umask=PRIVATE,
                **(command.user or {}),
            )
        reaper.watch(self.pid)

    @property
    def pid(self) -> int:
        """Its process id, which is also that of its group."""
        return self._popen.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._popen.poll()

    def signal(self, sign: signal.Signals) -> None:
        """Send it, and all it started, a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, sign)

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code, once it has ended. Raises subprocess.TimeoutExpired."""
        code = self._popen.wait(seconds)
        self._reaper.forget(self.pid)
        return code

    async def exited(self) -> int:
        """The same in a coroutine, without a limit."""
        await _until(lambda: self.returncode is not None)
        return self.wait()

    def stop(self) -> int:
        """Ask it to end, kill its group if it does not, and return its exit code."""
        if self.returncode is None:
            self.signal(self.command.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.wait(self.command.stop_within)
            self.signal(signal.SIGKILL)  # it, or what it started and left running
        return self.wait()

    def failure(self) -> ProcessFailed:
        """That it ended by itself, in words."""
        return ProcessFailed(f"{self.command.name} ended by itself (exit code {self.returncode}). {self.log_tail()}")

    def log_tail(self) -> str:
        """Where its log is, and how it ends."""
        if self.command.log is None:
            return "It keeps no log."
        lines = self.command.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return f"The end of {self.command.log}:\n" + "\n".join(lines[-TAIL_LINES:])


class ManagedProcesses:
    """Processes by name that stand and fall together."""

    def __init__(self, reaper: Reaper | None = None) -> None:
        self._reaper = reaper or own_reaper()
        self._running: dict[str, ManagedProcess] = {}

    def start(self, command: Command) -> ManagedProcess:
        """Start a process that is to stay."""
        process = ManagedProcess(command, self._reaper)
        self._running[command.name] = process
        return process

    def run(self, command: Command) -> None:
        """Run a step to its end. Raises ProcessFailed if its exit code is not 0."""
        step = ManagedProcess(command, self._reaper)
        try:
            code = step.wait()
        finally:
            step.stop()
        if code != 0:
            raise ProcessFailed(f"{command.name} failed (exit code {code}). {step.log_tail()}")

    def beside(self, command: Command) -> ManagedProcess:
        """Start a step that ends by itself while the others stay; the caller stops it."""
        return ManagedProcess(command, self._reaper)

    def __getitem__(self, name: str) -> ManagedProcess:
        """The process of this name."""
        return self._running[name]

    def check(self) -> None:
        """Raise ProcessFailed if one has ended by itself."""
        exited = next(iter(self.ended()), None)
        if exited is not None:
            raise exited.failure()

    def wait_until(self, name: str, works: Callable[[], bool], *, seconds: float = 60.0) -> None:
        """Ask again until it works. Raises ProcessFailed."""
        deadline = time.monotonic() + seconds
        while not works():
            self.check()
            if time.monotonic() > deadline:
                raise self._not_ready(name, seconds)
            time.sleep(PAUSE_SECONDS)

    async def until_ready(self, name: str, ready: Coroutine[Any, Any, object], *, seconds: float = 60.0) -> None:
        """Wait for `ready` to return. Raises ProcessFailed."""
        try:
            async with asyncio.timeout(seconds):
                await self.while_running(ready)
        except TimeoutError:
            raise self._not_ready(name, seconds) from None

    async def while_running(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work comes to. Raises ProcessFailed as soon as a process ends by itself."""
        watching = asyncio.create_task(_until(lambda: bool(self.ended())))
        working = asyncio.create_task(work)
        try:
            await asyncio.wait({watching, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done() and working.exception() is not None:
                await asyncio.wait({watching}, timeout=EXIT_DETECTION_SECONDS)
            self.check()
            return working.result()
        finally:
            watching.cancel()
            working.cancel()
            await asyncio.wait({watching, working})

    def stop(self, name: str) -> None:
        """End one."""
        self._running.pop(name).stop()

    def stop_all(self) -> None:
        """End them, last started first."""
        for name in reversed(list(self._running)):
            self.stop(name)

    def ended(self) -> list[ManagedProcess]:
        """Those that have ended by themselves."""
        return [process for process in self._running.values() if process.returncode is not None]

    def restart(self, name: str) -> ManagedProcess:
        """Start one that has ended again, in its place."""
        ended = self._running[name]
        ended.wait()
        self._running[name] = ManagedProcess(ended.command, self._reaper, again=True)
        return self._running[name]

    def _not_ready(self, name: str, seconds: float) -> ProcessFailed:
        return ProcessFailed(f"{name} was not ready after {seconds:.0f} s. {self._running[name].log_tail()}")


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  a process sets no event
        await asyncio.sleep(PAUSE_SECONDS)


def _new_log(path: Path | None) -> IO[bytes]:
    """Begin a new log and keep the last one: logs do not grow from start to start."""
    if path is not None:
        with contextlib.suppress(FileNotFoundError):
            path.replace(path.with_name(f"{path.name}.1"))
    return _log(path)


def _log(path: Path | None) -> IO[bytes]:
    return Path(os.devnull).open("ab") if path is None else open(path, "ab", opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
