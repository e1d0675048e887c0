"""Opens database and key ring for a command, and ends a command with an error in plain words."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import wraps
from typing import Concatenate, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from commands.private_state import keep_private
from db import migrate
from db.connection.session import Database, DatabaseBroken, DatabaseOutdated, DatabaseTooNew, DatabaseUnavailable
from db.connection.urls import BadDatabaseUrl
from db.database_mark import DatabasePutBack
from db.encryption.fitting import fitting_vault
from db.encryption.keyring import CannotOpen, KeyRingNeeded, KeyRingUnfit, VaultError
from db.encryption.vault import Vault
from settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
SessionOf = Callable[[Database], AbstractAsyncContextManager[AsyncSession]]
Work = Callable[Concatenate[AsyncSession, P], Awaitable[T]]

notes = Console(stderr=True, soft_wrap=True, highlight=False)
"""Standard error: what is said beside the results."""

OF_A_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG})

OUTDATED = "The database has not this version's tables: run `caseline db upgrade`."


def say(text: str) -> None:
    """A line of text on standard error, as it is."""
    notes.print(text, markup=False)


def stop(message: str) -> NoReturn:
    """Say why nothing was done, and end with exit code 1."""
    say(message)
    raise typer.Exit(1)


def say_what_was_mended(settings: Settings) -> None:
    """Keep what was written before readable by its owner only, and say what others could read."""
    for sentence in keep_private(settings).sentences():
        say(sentence)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Database, key ring and file problems as one sentence that says where to look."""
    try:
        yield
    except BadDatabaseUrl as error:
        stop(f"CASELINE_DATABASE_URL: {error}.")
    except DatabaseOutdated:
        stop(OUTDATED)
    except (DatabaseTooNew, DatabaseBroken, KeyRingNeeded, KeyRingUnfit) as error:
        stop(f"{error}.")
    except DatabaseUnavailable as error:
        stop(f"The database cannot be used ({error}). Check CASELINE_DATABASE_URL.")
    except CannotOpen as error:
        stop(f"Something that is stored cannot be opened: {error}. Restore it from your backup.")
    except DatabasePutBack as error:
        stop(str(error))
    except VaultError as error:
        stop(f"The key ring cannot be used: {error}. Check CASELINE_KEYS_FILE.")
    except OSError as error:
        if error.filename is None and error.errno not in OF_A_DISK:  # of a connection
            raise
        stop(f"{error.filename or 'A file'} cannot be used: {error.strerror}. Check the disk and CASELINE_STATE_DIR.")


def opened_vault(settings: Settings) -> Vault:
    """The keys in force, which fit the database; ends the command if there are none."""

    async def opened_and_closed() -> Vault:
        async with opened(settings) as database:
            return await vault_for(settings, database)

    return asyncio.run(opened_and_closed())


async def vault_for(settings: Settings, database: Database) -> Vault:
    """The same for a database that is open. No address is ever looked up with the hash key of another database."""
    with plain_errors():
        return await fitting_vault(database, settings.keys_path)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database in force, if it has this version's tables; closed afterwards."""
    with plain_errors():
        await asyncio.to_thread(migrate.require, settings.database)
        database = Database(settings.database)
        try:
            yield database
        finally:
            await database.dispose()


def reading(work: Work[P, T]) -> Callable[P, T]:
    """The same without its session and its `await`: it is run to its end in a session that only reads."""
    return _run_in(Database.reading, work)


def writing(work: Work[P, T]) -> Callable[P, T]:
    """The same without its session and its `await`: it is run to its end in one transaction."""
    return _run_in(Database.transaction, work)


def _run_in(session_of: SessionOf, work: Work[P, T]) -> Callable[P, T]:
    @wraps(work)
    def run(*args: P.args, **named: P.kwargs) -> T:
        async def in_session() -> T:
            async with opened(Settings()) as database, session_of(database) as session:
                return await work(session, *args, **named)

        return asyncio.run(in_session())

    return run
