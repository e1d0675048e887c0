"""The processes `caseline up` starts: watched together, ended together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commands.guarded import Guardian

_GRACE = 15.0
"""Seconds a process has to end by itself."""


@dataclass(kw_only=True)
class Children:
    """Processes in sessions of their own, so that Ctrl-C reaches them through us, in order."""

    log_dir: Path
    guardian: Guardian
    _running: dict[str, Process] = field(default_factory=dict)

    async def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start one; what it prints goes to `<log_dir>/<name>.log`, what it printed last time is in `.log.1`."""
        self.new_log(name)
        with self.log(name).open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        self.watch(name, process)

    async def start_caseline(self, command: str, environment: Mapping[str, str]) -> None:
        """Start one of our own commands."""
        start = "from cli import main; main()"
        await self.start(command, [sys.executable, "-c", start, command], environment)

    def log(self, name: str) -> Path:
        """Where its output goes."""
        return self.log_dir / f"{name}.log"

    def new_log(self, name: str) -> None:
        """Begin a new log, and keep the last one: logs do not grow from start to start."""
        with contextlib.suppress(FileNotFoundError):
            self.log(name).replace(self.log_dir / f"{name}.log.1")

    def watch(self, name: str, process: Process) -> None:
        """Watch a process, as here those that somebody else started and ends."""
        self._running[name] = process
        self.guardian.watch(process.pid)

    def pid(self, name: str) -> int:
        """Its process id."""
        return self._running[name].pid

    async def first_to_die(self) -> str:
        """Wait until one ends by itself, and say which."""
        waits = {asyncio.create_task(process.wait()): name for name, process in self._running.items()}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return waits[done.pop()]

    def dead(self) -> str | None:
        """One that has ended, if any has."""
        return next((name for name, process in self._running.items() if process.returncode is not None), None)

    async def stop(self, name: str) -> None:
        """Ask it to end; after a while, make it."""
        process = self._running.pop(name, None)
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_GRACE):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def stop_all(self, order: Sequence[str]) -> None:
        """End them in this order."""
        for name in order:
            await self.stop(name)

    def last_words(self, name: str, lines: int = 15) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError):
            text = self.log(name).read_text(encoding="utf-8", errors="replace")
            return "\n".join(text.splitlines()[-lines:])
        return ""
