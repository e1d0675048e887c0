"""Opens the database for a command, and ends a command with an error in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from db import migrate
from db.connection.session import Database, DatabaseOutdated, DatabaseUnavailable
from db.connection.urls import BadDatabaseUrl
from db.encryption.keyring import VaultError
from settings import Settings

notes = Console(stderr=True, soft_wrap=True, highlight=False)

OUTDATED = "The database has not this version's tables: run `caseline db upgrade`."


def stop(message: str) -> NoReturn:
    """Say why nothing was done, and end with exit code 1."""
    notes.print(message, markup=False)
    raise typer.Exit(1)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Database and key ring problems as one sentence that says where to look."""
    try:
        yield
    except BadDatabaseUrl as error:
        stop(f"CASELINE_DATABASE_URL: {error}.")
    except DatabaseOutdated:
        stop(OUTDATED)
    except DatabaseUnavailable as error:
        stop(f"The database cannot be used ({error}). Check CASELINE_DATABASE_URL.")
    except VaultError as error:
        stop(f"The key ring cannot be used: {error}. Check CASELINE_KEYS_FILE.")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database in force, if it has this version's tables; closed afterwards."""
    with plain_errors():
        if await asyncio.to_thread(migrate.pending, settings.database):
            stop(OUTDATED)
        database = Database(settings.database)
        try:
            yield database
        finally:
            await database.dispose()
