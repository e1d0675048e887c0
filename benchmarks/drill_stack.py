"""The processes of the restore drill, started one by one as an operator does, and the `caseline` commands between."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from commands.local.demo_agency import DemoAgency, demo_agency
from commands.local.stack import answers
from commands.local.stack_settings import api_address, environment, phones_address
from db import migrate
from db.connection.session import Database
from engine.processes import Command, ManagedProcesses
from settings import Settings

OURS = ("worker", "api")
STORES = ("temporal", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one stack lives: its state directory, the backups that survive it, and its ports as the topology names."""

    state: Path
    backups: Path
    ports: Mapping[str, int]

    def settings(self, **more: Any) -> Settings:
        """Of every process here."""
        self.state.mkdir(exist_ok=True, mode=0o700)
        return Settings(
            state_dir=self.state,
            log_format="json",
            public_url=f"http://127.0.0.1:{self.ports['api']}",
            port=self.ports["api"],
            simulator_port=self.ports["simulator"],
            temporal_port=self.ports["frontend"],
            temporal_ui_port=self.ports["frontend_http"],
            **more,
        )


class Stores(Protocol):
    """Caseline's database, and Temporal with its own: started, backed up, lost, and started from backups."""

    @property
    def settings(self) -> Settings:
        """Of every process."""

    @property
    def processes(self) -> ManagedProcesses:
        """Those of the stores; ours join them."""

    def start_database(self, *, caseline: int = 0, temporal: int = 0) -> None:
        """Start what keeps both, with what the backups of these numbers hold; 0: new and empty."""

    async def start_temporal(self) -> None:
        """Start the server on its database, ready for calls."""

    def back_up(self, number: int) -> None:
        """Both as they are now, while everything runs."""

    def lose(self) -> None:
        """After the crash, nothing of either is left."""

    def recovered_until(self) -> datetime | None:
        """The moment of the last transaction that is there again; None: that of the backup."""

    def count(self, question: str) -> int:
        """The one figure that a question to Caseline's database gives."""


@dataclass(kw_only=True)
class DrillStack:
    """Everything of one state directory: the stores, and simulator, worker and API beside them."""

    stores: Stores

    @property
    def settings(self) -> Settings:
        """Of every process."""
        return self.stores.settings

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
            return await demo_agency(self.settings, database)
        finally:
            await database.dispose()

    async def start(self, *names: str) -> None:
        """Start these of ours, and wait until they work."""
        processes = self.stores.processes
        for name in names:
            words = [sys.executable, "-c", "from cli import main; main()", name]
            processes.start(
                Command(name=name, words=words, environment=self.environment, log=self.folder / f"{name}.log")
            )
        if "simulator" in names:
            await processes.until_ready("simulator", answers(f"{phones_address(self.settings)}/_control"))
        if "api" in names:
            await processes.until_ready("api", answers(f"{api_address(self.settings)}/health/live"))

    def kill_all(self) -> None:
        """With -9, all at the same moment."""
        for name in (*STORES, "simulator", *OURS):
            with contextlib.suppress(KeyError):
                self.stores.processes[name].signal(signal.SIGKILL)
        self.stores.processes.stop_all()

    def report(self, *words: str) -> dict[str, Any]:
        """Run `caseline ... --json`; what it reports, whatever its exit code."""
        done = self.command(*words, "--json")
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"caseline {' '.join(words)}: {done.stderr}") from None
        return found

    def do(self, *words: str) -> None:
        """Run `caseline ...`, which must succeed."""
        done = self.command(*words)
        if done.returncode != 0:
            raise AssertionError(f"caseline {' '.join(words)}: {done.stdout}{done.stderr}")

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
