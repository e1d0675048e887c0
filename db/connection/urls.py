"""The database's address: which of the two databases, by which driver."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class BadDatabaseUrl(ValueError):
    """Not a URL of a database Caseline can use; the message does not repeat it, as it may hold a password."""


def database_url(text: str) -> URL:
    """Read a URL and fill in the driver. Raises BadDatabaseUrl."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadDatabaseUrl("the database URL cannot be read") from None
    kind = url.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise BadDatabaseUrl(f"{kind} is not supported: use sqlite:///FILE or postgresql://USER@HOST/NAME")
    if kind == "sqlite" and url.database in (None, "", ":memory:"):
        raise BadDatabaseUrl("SQLite needs a file, as API and worker share it: sqlite:///FILE")
    return url.set(drivername=_DRIVERS[kind])


def is_sqlite(url: URL) -> bool:
    """True for SQLite, False for PostgreSQL."""
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database."""
    return Path(url.database or "") if is_sqlite(url) else None


def blocking(url: URL) -> URL:
    """The same database without asyncio: psycopg does both, SQLite has a driver for each."""
    return url.set(drivername="sqlite+pysqlite") if is_sqlite(url) else url
