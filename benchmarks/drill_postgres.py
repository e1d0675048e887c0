"""The stores of the restore drill as docker-compose.yml has them: one PostgreSQL for Caseline and the Temporal server.

Its WAL is archived, and each backup is a base backup and a dump of each database. Both of one moment are restored from
the base backup and the archive, to the end of the archive; databases of two moments from their dumps.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.drill_stack import Place
from benchmarks.topology_stage import CLI, PASSWORD
from commands.local.temporal_server import prepare
from engine.processes import ManagedProcesses
from tools.topology import postgres, temporal
from tools.topology import start as topology_start
from tools.topology.topology import Topology

ARCHIVE_TIMEOUT = 10
"""Seconds. docs/operating.md recommends 60; a part of the drill's traffic takes 20, and some of it should come back."""

ADMINISTRATOR = "postgres"
OURS, THEIRS = "caseline", ("temporal", "temporal_visibility")


class PostgresStores:
    """A cluster beside the state directory, because PostgreSQL does not run as root and may not look into it."""

    def __init__(self, place: Place) -> None:
        self._cluster = place.state.with_name(f"{place.state.name}-cluster")
        self._backups = place.backups
        self._archive = place.backups / "wal"
        self._programs = Path()
        self._topology = Topology(
            state=self._cluster,
            programs=topology_start.CACHE,
            cli=CLI,
            ports=place.ports,
            passwords=dict.fromkeys(("admin", "caseline", "temporal"), PASSWORD),
            # In the data directory, not in /dev/shm, where a killed server would leave it behind.
            postgres_options={"dynamic_shared_memory_type": "mmap", **self._archiving()},
        )
        self.settings = place.settings(database_url=self._address(OURS, OURS))

    @property
    def processes(self) -> ManagedProcesses:
        """PostgreSQL and the Temporal server are among them."""
        return self._topology.processes

    def start_database(self, *, caseline: int = 0, temporal: int = 0) -> None:
        """A new cluster; or the archived one, if both are of one backup; or a new one with each database's dump."""
        self._cluster.mkdir(mode=0o711)
        if caseline and caseline == temporal:
            self._unpack(self._backups / str(caseline) / "base")
        self._programs = postgres.start(self._topology)
        if caseline and caseline == temporal:
            return
        topology_start.make_databases(self._topology, self._programs)
        for name, number in {OURS: caseline, **dict.fromkeys(THEIRS, temporal)}.items():
            if number:
                self._run("pg_restore", "--exit-on-error", "--dbname", name, self._backups / str(number) / name)

    async def start_temporal(self) -> None:
        """The real server; its tables are made if they are missing."""
        schema = await asyncio.to_thread(temporal.install, self._topology.programs)
        address = await asyncio.to_thread(temporal.start, self._topology, schema)
        await prepare(self.settings, address)

    def back_up(self, number: int) -> None:
        """A dump of each database, all at the same time; then a base backup of the cluster."""
        into = self._backups / str(number)
        into.mkdir()
        dumping = [
            subprocess.Popen(
                [self._programs / "pg_dump", "--format", "custom", "--file", into / name, name], env=self._as_admin
            )
            for name in (OURS, *THEIRS)
        ]
        assert [dump.wait() for dump in dumping] == [0, 0, 0]
        self._run("pg_basebackup", "--checkpoint", "fast", "--pgdata", into / "base")

    def lose(self) -> None:
        """The cluster, and the segment of shared memory that a killed server leaves."""
        with contextlib.suppress(FileNotFoundError, IndexError):
            segment = (self._data / "postmaster.pid").read_text().splitlines()[6].split()[1]
            subprocess.run(["ipcrm", "--shmem-id", segment], check=False)
        while self._cluster.exists():  # its last processes may still be writing
            shutil.rmtree(self._cluster, ignore_errors=True)

    def recovered_until(self) -> datetime | None:
        """When the last transaction of the archive was committed."""
        with psycopg.connect(self._address(ADMINISTRATOR, ADMINISTRATOR)) as connection:
            row = connection.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
        return None if row is None else row[0]

    def count(self, question: str) -> int:
        """Read past the API."""
        with psycopg.connect(self.settings.database) as connection:
            row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return int(row[0])

    @property
    def _data(self) -> Path:
        return self._cluster / "postgres" / "data"

    @property
    def _as_admin(self) -> dict[str, str]:
        return {**topology_start.admin(self._programs, self._topology), "PGUSER": ADMINISTRATOR}

    def _address(self, user: str, name: str) -> str:
        return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{self._topology.ports['postgres']}/{name}"

    def _run(self, program: str, *words: str | Path) -> None:
        subprocess.run([self._programs / program, *words], env=self._as_admin, check=True)

    def _archiving(self) -> Mapping[str, str]:
        """Only of a first cluster, which makes the archive; one that is restored reads it, and leaves it as it is."""
        if self._archive.exists():
            return {"restore_command": f"cp {self._archive}/%f %p", "hot_standby": "off"}
        self._archive.mkdir()
        own(self._archive, postgres.server_user())
        # A name that is there must be there whole, whenever the machine dies.
        copy = f"cp %p {self._archive}/.%f && mv {self._archive}/.%f {self._archive}/%f"
        return {"archive_mode": "on", "archive_command": copy, "archive_timeout": str(ARCHIVE_TIMEOUT)}

    def _unpack(self, base: Path) -> None:
        shutil.copytree(base, self._data)
        (self._data / "recovery.signal").touch()
        for path in (self._data.parent, *self._data.parent.rglob("*")):
            own(path, postgres.server_user())


def own(path: Path, who: Mapping[str, Any]) -> None:
    """Give it to the user as whom PostgreSQL runs, if that is not ours."""
    if who:
        os.chown(path, who["user"], who["group"])
