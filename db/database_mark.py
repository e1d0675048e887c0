"""Notice that a database was put back from a backup, though no restore was begun.

API and worker count in the database how often they have looked (`write_probes.writes`), and note the count in a file of
the state directory. The count only grows: where the database has a smaller one than the file, it is older than it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db.connection.session import Database
from db.queries import installation, restores, write_probe

FILE = "database-mark.json"
NOTED_EVERY = timedelta(seconds=10)


class DatabasePutBack(Exception):
    """The database is older than what this machine saw of it, and no restore is under way."""

    def __init__(self, seen_at: datetime) -> None:
        super().__init__(
            f"The database is older than this machine saw it at {seen_at:%Y-%m-%d %H:%M} UTC: it was put back from a "
            "backup. People would be told twice or falsely. Run `caseline restore begin` first."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    database: str
    writes: int
    at: datetime


class DatabaseMark:
    """The file of one machine. `clock` is the wall clock."""

    def __init__(self, database: Database, path: Path, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._path = path
        self._clock = clock

    async def check(self) -> None:
        """Raises DatabasePutBack, DatabaseUnavailable. A restore that was begun since then explains it."""
        seen = self._read()
        if seen is None:
            return
        async with self._database.reading() as session:
            here = await installation.fact(session, installation.DATABASE_ID)
            writes = await write_probe.count(session)
            restore = await restores.latest(session)
        explained = restore is not None and restore.begun_at >= seen.at
        if here == seen.database and writes < seen.writes and not explained:
            raise DatabasePutBack(seen.at)

    async def note(self) -> None:
        """Write to the database, and how often that was into the file. Raises DatabasePutBack, DatabaseUnavailable."""
        await self.check()
        now = self._clock()
        async with self._database.transaction() as session:
            here = await installation.database_id(session, now=now)
            writes = await write_probe.write(session, now=now)
        self._write(_Seen(database=here, writes=writes, at=now))

    def _read(self) -> _Seen | None:
        """None if there is no file, or it is not whole: then nothing is known."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            raw = json.loads(self._path.read_text(encoding="utf-8"))
            return _Seen(database=str(raw["database"]), writes=int(raw["writes"]), at=datetime.fromisoformat(raw["at"]))
        return None

    def _write(self, seen: _Seen) -> None:
        """Whole or not at all. A disk that takes no file is told of by the write probe."""
        new = self._path.with_name(f".{self._path.name}-{os.getpid()}")
        with suppress(OSError):
            new.write_text(json.dumps({"database": seen.database, "writes": seen.writes, "at": seen.at.isoformat()}))
            new.replace(self._path)
