"""Transactions: the only place that commits, and the errors of a database that cannot be used."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from db.connection import kept_postgres, sqlite
from db.connection.kept_sessions import KeptSessions
from db.connection.kept_sqlite import KeptSqlite
from db.connection.sqlite_failures import broken_file
from db.connection.turns import OURS, FairTurns, NoTurn, TurnOf
from db.connection.urls import database_url, is_sqlite, sqlite_file

CONNECT_SECONDS = 5
WAIT_SECONDS = 30
"""So long a session waits for a free connection."""
CONNECTIONS, KEPT = 20, 10
"""At once, and those that stay open however idle they are."""


class DatabaseUnavailable(Exception):
    """The database cannot be reached or cannot answer now: nothing was stored, trying again is safe and may help."""


class DatabaseOutdated(DatabaseUnavailable):
    """A table or a column that this version needs is not there: it helps to run `caseline db upgrade`."""


class DatabaseTooNew(DatabaseUnavailable):
    """A newer version of Caseline upgraded the database: this one would not know what it does. A whole sentence."""


class DatabaseBroken(DatabaseUnavailable):
    """The file or its disk cannot be used, and waiting does not help: a whole sentence that says what does."""


class Database:
    """One database and its connections, for the life of a process."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._engine = _engine(self.url, self._thread)
        self._sessions = KeptSessions(
            partial(KeptSqlite.opened, self._engine) if is_sqlite(self.url) else kept_postgres.opening(self._engine),
            most=CONNECTIONS,
            kept=KEPT,
            seconds=WAIT_SECONDS,
        )
        self.writers = 1 if is_sqlite(self.url) else CONNECTIONS
        """Transactions that may write at once."""
        # SQLite lets one write at a time: waiting here is fair and cheap, polling its file lock is neither.
        self._turns = FairTurns(self.writers)

    @asynccontextmanager
    async def transaction(self, of: TurnOf = OURS) -> AsyncIterator[AsyncSession]:
        """Commits at the end, rolls back on any error; never open one inside another. Raises DatabaseUnavailable.

        `of`: whose turn it is, where many may want to write at once.
        """
        with telling_unavailable(self.url):
            async with (
                self._turns.turn(of, seconds=sqlite.BUSY_SECONDS),
                self._sessions.session(writes=True) as session,
            ):
                yield session

    @asynccontextmanager
    async def trying(self) -> AsyncIterator[AsyncSession]:
        """A transaction that is rolled back at its end: what would come of it, without its coming to be."""
        with telling_unavailable(self.url):
            async with (
                self._turns.turn(OURS, seconds=sqlite.BUSY_SECONDS),
                self._sessions.session(writes=True, commits=False) as session,
            ):
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One consistent picture that holds up no writer; it keeps nothing. Raises DatabaseUnavailable."""
        with telling_unavailable(self.url):
            async with self._sessions.session(writes=False, commits=False) as session:
                yield session

    async def ping(self) -> None:
        """Raises DatabaseUnavailable unless the database answers."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def dispose(self) -> None:
        """Close every connection."""
        await self._sessions.dispose()
        await self._engine.dispose()
        self._thread.shutdown()


def _engine(url: URL, thread: Executor) -> AsyncEngine:
    """Opens connections, and keeps none: `KeptSessions` does."""
    if not is_sqlite(url):
        arguments = {"connect_timeout": CONNECT_SECONDS, "application_name": "caseline"}
        return create_async_engine(url, connect_args=arguments, hide_parameters=True, poolclass=NullPool)
    opening = sqlite.opening(url, thread)
    engine = create_async_engine(url, async_creator=opening, hide_parameters=True, poolclass=NullPool)
    sqlite.prepare(engine.sync_engine)
    return engine


_UNDEFINED = frozenset({"42P01", "42703"})
"""What PostgreSQL calls a table and a column that are not there."""

_READ_ONLY = "25006"
"""PostgreSQL takes no writes now: a standby, or switched so because its disk is full."""
_UNDEFINED_IN_SQLITE = re.compile(r"no such (table|column)|has no column named")


def _is_outdated(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _UNDEFINED or (state is None and bool(_UNDEFINED_IN_SQLITE.search(str(error.orig))))


@contextmanager
def telling_unavailable(url: URL) -> Iterator[None]:
    """What the drivers raise when it is the database that cannot do its part, as DatabaseUnavailable or its child."""
    try:
        yield
    except (PoolTimeout, NoTurn) as error:
        raise DatabaseUnavailable(reason_of(error)) from None
    except DBAPIError as error:
        if sentence := broken_file(error.orig, sqlite_file(url)):
            raise DatabaseBroken(sentence) from None
        if isinstance(error, OperationalError | ProgrammingError) and _is_outdated(error):
            raise DatabaseOutdated(reason_of(error)) from None
        is_read_only = getattr(error.orig, "sqlstate", None) == _READ_ONLY
        if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or is_read_only:
            raise DatabaseUnavailable(reason_of(error)) from None
        raise


def reason_of(error: Exception) -> str:
    """The driver's first line, without parameters: later lines may quote rows."""
    original = getattr(error, "orig", None) or error
    first = (str(original).strip().splitlines() or [""])[0]
    return f"{type(original).__name__}: {first}"[:200]
