"""Brings a database to the tables of this version, from any directory, by any number of processes at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

from db.connection import sqlite
from db.connection.session import DatabaseBroken, DatabaseOutdated, DatabaseTooNew, telling_unavailable
from db.connection.urls import blocking, database_url, is_sqlite, sqlite_file

SCRIPTS = Path(__file__).resolve().parent / "migrations"
_ADVISORY_LOCK = 7_263_354_401
"""Any number that no other program uses: the process that holds it migrates, the others wait and find nothing to do."""


def upgrade(url: str) -> None:
    """Apply every migration that is missing, all or none. Blocks: use a thread.

    Raises DatabaseUnavailable and its children; DatabaseTooNew before anything is changed.
    """
    file = sqlite_file(database_url(url))
    if file:
        _make_room_for(file)
    with _alone(url) as connection:
        refuse_newer(MigrationContext.configure(connection).get_current_revision())
        command.upgrade(_config(connection), "head")


def require(url: str) -> None:
    """Raises DatabaseOutdated, DatabaseTooNew or another DatabaseUnavailable unless these are this version's tables."""
    here = current(url)
    refuse_newer(here)
    if here != newest():
        raise DatabaseOutdated(f"the database is at {here or 'no migration'}, this program needs {newest()}")


def pending(url: str) -> bool:
    """True if `upgrade` has something to do. Raises DatabaseUnavailable."""
    return current(url) != newest()


def current(url: str) -> str | None:
    """The revision of the database; None for an empty one. Raises DatabaseUnavailable."""
    file = sqlite_file(database_url(url))
    if file and not file.exists():
        _refuse_no_directory(file)
        return None
    with _connection(url, reading=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest revision this version knows."""
    return _scripts().get_current_head()


def refuse_newer(here: str | None) -> None:
    """Raises DatabaseTooNew if this version has no such migration: a newer one made it."""
    if here is not None and here not in {script.revision for script in _scripts().walk_revisions()}:
        raise DatabaseTooNew(
            f"This program is older than the database (it is at {here}, this program knows up to {newest()}): "
            "install the version that upgraded it, or restore the backup from before"
        )


def draft(url: str, message: str) -> Path:
    """Write a new migration from the differences, to be read and corrected by its author; returns its file.

    Raises DatabaseOutdated where older migrations are missing: their differences would be taken for new ones.
    """
    if pending(url):
        raise DatabaseOutdated("migrations are missing")
    with _alone(url) as connection:
        number = f"{len(list(_scripts().walk_revisions())) + 1:04}"
        made = command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)
    scripts = made if isinstance(made, list) else [made]
    return next(Path(script.path) for script in scripts if script is not None)


def _refuse_no_directory(file: Path) -> None:
    """Where it cannot even be made, `caseline db upgrade` is no advice."""
    nearest = next((folder for folder in file.parents if folder.exists()), file.parent)
    if not nearest.is_dir():
        raise DatabaseBroken(
            f"The database {file} cannot be made, because {nearest} is not a directory: see CASELINE_STATE_DIR and "
            "CASELINE_DATABASE_URL"
        )


def _make_room_for(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseBroken(
            f"The directory {file.parent} of the database cannot be made ({error.strerror}): see "
            "CASELINE_STATE_DIR and CASELINE_DATABASE_URL"
        ) from None
    with suppress(OSError):  # said when it is opened
        file.touch(mode=0o600)  # what SQLite makes beside it gets the same mode


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    with _connection(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        yield connection


@contextmanager
def _connection(url: str, *, reading: bool = False) -> Iterator[Connection]:
    engine = _engine(url)
    try:
        # Who only reads waits for no writer: a health check looks here while the database takes no writes.
        with (
            telling_unavailable(database_url(url)),
            engine.execution_options(**{sqlite.READING: reading}).begin() as connection,
        ):
            yield connection
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    address = blocking(database_url(url))
    if not is_sqlite(address):
        return create_engine(address, hide_parameters=True, connect_args={"connect_timeout": 5})
    engine = create_engine(address, hide_parameters=True, connect_args=sqlite.OPTIONS)
    # Altering a table in SQLite means copying it, which foreign keys would forbid.
    sqlite.prepare(engine, foreign_keys=False)
    return engine
