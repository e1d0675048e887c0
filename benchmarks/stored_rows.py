"""Rows read from and written to a database past whatever owns it, alike in SQLite and PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

Row = dict[str, Any]


class Rows(Protocol):
    """A database whose owner is not running, or does not mind."""

    def count(self, table: str) -> int:
        """How many rows."""

    def read(self, table: str, column: str, values: Iterable[Any]) -> list[Row]:
        """The rows that have one of these values there, without generated columns."""

    def write(self, table: str, rows: Sequence[Row]) -> None:
        """Add them, all of the same columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteRows:
    """Of a file."""

    file: Path

    def count(self, table: str) -> int:
        """How many rows."""
        with closing(sqlite3.connect(self.file)) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  names of ours

    def read(self, table: str, column: str, values: Iterable[Any]) -> list[Row]:
        """The rows that have one of these values there, without generated columns."""
        with closing(sqlite3.connect(self.file)) as database:
            database.row_factory = sqlite3.Row
            stored = [line["name"] for line in database.execute(f"PRAGMA table_info({table})")]
            wanted = list(values)
            marks = ", ".join("?" * len(wanted))
            question = f"SELECT {', '.join(stored)} FROM {table} WHERE {column} IN ({marks})"  # noqa: S608  names of ours
            return [dict(row) for row in database.execute(question, wanted)]

    def write(self, table: str, rows: Sequence[Row]) -> None:
        """Add them, all of the same columns."""
        if not rows:
            return
        with closing(sqlite3.connect(self.file)) as database, database:
            names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
            values = (tuple(row.values()) for row in rows)
            database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608  names of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresRows:
    """Of a database that listens."""

    url: str

    def count(self, table: str) -> int:
        """How many rows."""
        with psycopg.connect(self.url) as database:
            row = database.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608  names of ours
        assert row is not None
        return int(row[0])

    def read(self, table: str, column: str, values: Iterable[Any]) -> list[Row]:
        """The rows that have one of these values there, without generated columns."""
        columns = """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'
        """
        with psycopg.connect(self.url) as database:
            stored = [name for (name,) in database.execute(columns, [table])]
            question = f"SELECT {', '.join(stored)} FROM {table} WHERE {column} = ANY(%s)".encode()  # noqa: S608  names of ours
            found = database.execute(question, [list(values)]).fetchall()
        return [dict(zip(stored, map(_plain, row), strict=True)) for row in found]

    def write(self, table: str, rows: Sequence[Row]) -> None:
        """Add them, all of the same columns."""
        if not rows:
            return
        copying = f"COPY {table} ({', '.join(rows[0])}) FROM STDIN".encode()
        with psycopg.connect(self.url) as database, database.cursor().copy(copying) as into:
            for row in rows:
                into.write_row(tuple(row.values()))


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, Mapping | list) else value


def moment(value: datetime | str) -> datetime:
    """SQLite has it as text, without its zone."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
