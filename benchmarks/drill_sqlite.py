"""The stores of the restore drill as `caseline up` has them: SQLite, and Temporal's development server."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import datetime

from benchmarks.drill_stack import Place
from commands.local.temporal_server import find, ready_server
from engine.processes import ManagedProcesses
from engine.server import ServerBinary

DATABASE, TEMPORAL = "caseline.db", "temporal.db"


class SqliteStores:
    """Two files in the state directory, each backed up by `VACUUM INTO`."""

    def __init__(self, place: Place) -> None:
        self.settings = place.settings()
        self.processes = ManagedProcesses()
        self._backups = place.backups

    def start_database(self, *, caseline: int = 0, temporal: int = 0) -> None:
        """Put back the files; they need no server."""
        for name, number in ((DATABASE, caseline), (TEMPORAL, temporal)):
            if number:
                shutil.copyfile(self._backups / str(number) / name, self.settings.state_dir / name)

    async def start_temporal(self) -> None:
        """The development server on its file."""
        found = find(self.settings)
        assert isinstance(found, ServerBinary)
        await ready_server(self.settings, found, self.processes)

    def back_up(self, number: int) -> None:
        """Both files, one after the other."""
        into = self._backups / str(number)
        into.mkdir()
        for name in (DATABASE, TEMPORAL):
            with contextlib.closing(sqlite3.connect(self.settings.state_dir / name, timeout=60)) as database:
                database.execute("VACUUM INTO ?", (str(into / name),))

    def lose(self) -> None:
        """The files, and their write-ahead logs."""
        for name in (DATABASE, TEMPORAL):
            for file in self.settings.state_dir.glob(f"{name}*"):
                file.unlink()

    def recovered_until(self) -> datetime | None:
        """A file is of the moment of its backup."""
        return None

    def count(self, question: str) -> int:
        """Read past the API."""
        path = self.settings.state_dir / DATABASE
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
            return int(database.execute(question).fetchone()[0])
