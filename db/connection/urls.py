"""The database's address: which of the two databases, by which driver."""

from __future__ import annotations

from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}

_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


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
    if kind != "sqlite":
        _check_options(url)
    return url.set(drivername=_DRIVERS[kind])


def _check_options(url: URL) -> None:
    """The driver would say so too, but only once it connects, and in its own words."""
    try:
        make_conninfo("", **{name: str(value) for name, value in url.query.items()})
    except ProgrammingError:
        unknown = "it has an option that PostgreSQL does not know"
        raise BadDatabaseUrl(f"{unknown}: TLS is sslmode=verify-full&sslrootcert=FILE") from None
    mode = url.query.get("sslmode", "prefer")
    if mode not in _SSL_MODES:
        raise BadDatabaseUrl(f"sslmode is one of {', '.join(_SSL_MODES)}")


def is_sqlite(url: URL) -> bool:
    """True for SQLite, False for PostgreSQL."""
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database."""
    return Path(url.database or "") if is_sqlite(url) else None


def blocking(url: URL) -> URL:
    """The same database without asyncio: psycopg does both, SQLite has a driver for each."""
    return url.set(drivername="sqlite+pysqlite") if is_sqlite(url) else url
