"""The processes of the restore drill, started one by one as an operator does, and the `caseline` commands between."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from commands.local.demo_agency import DemoAgency, demo_agency
from commands.local.stack_settings import api_address, environment, phones_address
from commands.local.temporal_server import find, ready_server
from db import migrate
from db.connection.session import Database
from engine.processes import Command, ManagedProcesses
from engine.server import ServerBinary
from settings import Settings

DATABASE, TEMPORAL = "caseline.db", "temporal.db"
OURS = ("worker", "api")


@dataclass(kw_only=True)
class DrillStack:
    """Everything in one state directory: SQLite, the development server, simulator, worker and API."""

    settings: Settings
    processes: ManagedProcesses = field(default_factory=ManagedProcesses)
    demo: DemoAgency | None = None

    @property
    def folder(self) -> Path:
        """The state directory."""
        return self.settings.state_dir

    async def prepare(self) -> DemoAgency:
        """Tables, keys and the demonstration agency, once."""
        await asyncio.to_thread(migrate.upgrade, self.settings.database)
        await asyncio.to_thread(self.command, "encryption", "init")
        database = Database(self.settings.database)
        try:
            self.demo = await demo_agency(self.settings, database)
        finally:
            await database.dispose()
        return self.demo

    async def start_temporal(self) -> str:
        """The server on its file; returns its address."""
        found = find(self.settings)
        assert isinstance(found, ServerBinary)
        return (await ready_server(self.settings, found, self.processes)).address

    async def start(self, *names: str) -> None:
        """Start these of ours, and wait until they work."""
        for name in names:
            words = [sys.executable, "-c", "from cli import main; main()", name]
            self.processes.start(
                Command(name=name, words=words, environment=self.environment, log=self.folder / f"{name}.log")
            )
        if "simulator" in names:
            await self.processes.until_ready("simulator", _answers(f"{phones_address(self.settings)}/_control"))
        if "api" in names:
            await self.processes.until_ready("api", _answers(f"{api_address(self.settings)}/health/live"))

    def kill_all(self) -> None:
        """With -9, all at the same moment."""
        for name in ("temporal", "simulator", *OURS):
            with contextlib.suppress(KeyError):
                self.processes[name].signal(signal.SIGKILL)
        self.processes.stop_all()

    def report(self, *words: str) -> dict[str, Any]:
        """Run `caseline ... --json`; what it reports, whatever its exit code."""
        done = self.command(*words, "--json")
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"caseline {' '.join(words)}: {done.stderr}") from None
        return found

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `caseline ...` to its end."""
        return subprocess.run(
            [sys.executable, "-c", "from cli import main; main()", *words],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    @property
    def environment(self) -> Mapping[str, str]:
        """Of every process, the commands too."""
        address = f"127.0.0.1:{self.settings.temporal_port}"
        return {**os.environ, **environment(self.settings, address), "CASELINE_INBOUND_LIST_SECONDS": "10"}

    def back_up(self, into: Path) -> None:
        """Both databases as they are now, side by side."""
        into.mkdir()
        for name in (DATABASE, TEMPORAL):
            with contextlib.closing(sqlite3.connect(self.folder / name, timeout=60)) as database:
                database.execute("VACUUM INTO ?", (str(into / name),))

    def restore(self, name: str, backup: Path | None) -> None:
        """Put this database back as it was in a backup; None: it is gone for good."""
        for leftover in self.folder.glob(f"{name}*"):
            leftover.unlink()
        if backup is not None:
            shutil.copyfile(backup / name, self.folder / name)


async def _answers(url: str) -> None:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url)).is_success:
                    return
            await asyncio.sleep(0.1)
