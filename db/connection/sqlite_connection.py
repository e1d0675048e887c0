"""SQLite under asyncio: what may wait for a lock or the disk waits in a thread, everything else is done at once.

SQLAlchemy's dialect for aiosqlite drives this instead of aiosqlite, which hands every call to a thread and back, four
times for a statement. A statement of ours takes some ten microseconds, less than one such hop. Only committing, closing
and taking a write lock that another process has can take long; a statement that does is stopped
(docs/decisions/0008-sqlite-statements-run-on-the-event-loop.md).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

TAKE_THE_WRITE_LOCK = "BEGIN IMMEDIATE"
DO_NOT_WAIT = "PRAGMA busy_timeout = 0"

STEPS_PER_ROUND, ROUNDS = 1_000_000, 100
"""A statement may take so many rounds of so many steps of SQLite's virtual machine: seconds, a scan of some million
rows. Steps, not seconds: what is stopped does not depend on how busy the machine is."""

TOO_MUCH = "this statement takes too long for SQLite, where others wait for it: use PostgreSQL for this much data"


class SqliteConnection:
    """One connection, that waits up to `busy_seconds` for a lock.

    `thread` has one worker, so that what waits in it happens in order.
    """

    def __init__(self, connection: sqlite3.Connection, thread: Executor, *, busy_seconds: int) -> None:
        self._connection = connection
        self._thread = thread
        self._wait_again = f"PRAGMA busy_timeout = {1000 * busy_seconds}"
        self._writing = False
        self._rounds = 0
        self.writes = True
        """What its next transaction is for."""
        self.begins_itself = False
        """Its first statement begins a transaction, unless SQLAlchemy does."""
        connection.set_progress_handler(self._is_too_much, STEPS_PER_ROUND)

    def cursor(self) -> SqliteCursor:
        """For one statement after another."""
        return SqliteCursor(self._connection.cursor(), self)

    @property
    def in_transaction(self) -> bool:
        """One is under way."""
        return self._connection.in_transaction

    @property
    def may_write(self) -> bool:
        """It holds the write lock, or a thread still waits to take it: until that is undone or committed."""
        return self._writing

    def run(self, statement: str, parameters: Sequence[Any]) -> tuple[list[Any], list[None], int]:
        """One statement: its rows, as many words for what its columns hold as there are columns, and rows changed."""
        with self.bounded():
            cursor = self._connection.execute(statement, parameters)
            rows = cursor.fetchall()
        return rows, [None] * len(cursor.description or ()), cursor.rowcount

    def run_each(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        """The same statement with one set of parameters after another."""
        with self.bounded():
            self._connection.executemany(statement, parameters)

    async def begin(self) -> None:
        """A transaction, unless one is under way."""
        if self._connection.in_transaction:
            return
        if self.writes:
            await self.take_the_write_lock()
        else:
            self._connection.execute("BEGIN")

    async def take_the_write_lock(self) -> None:
        """Begin a transaction that writes: at once if no other connection does, else waiting in the thread."""
        self._writing = True
        if not self._took_the_write_lock():
            await self._in_thread(self._connection.execute, TAKE_THE_WRITE_LOCK)

    async def commit(self) -> None:
        """Until it is safe from a power cut."""
        await self._in_thread(self._connection.commit)
        self._writing = False

    async def rollback(self) -> None:
        """A transaction that only reads ends at once."""
        if self._writing:
            await self._in_thread(self._connection.rollback)
            self._writing = False
        else:
            self._connection.rollback()

    def stop_reading(self) -> None:
        """End a transaction that only reads, if one is under way."""
        if self._connection.in_transaction:
            self._connection.rollback()

    async def close(self) -> None:
        """After whatever is under way."""
        await self._in_thread(self._connection.close)

    def stop(self) -> None:
        """Close without waiting for it."""
        self._thread.submit(self._connection.close)

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        """A function for SQL; the dialect has one."""
        self._connection.create_function(*arguments, **options)

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """For one statement. Raises sqlite3.OperationalError if it takes too long; its transaction is undone."""
        self._rounds = 0
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise sqlite3.OperationalError(TOO_MUCH) from None
            raise

    def _is_too_much(self) -> bool:
        self._rounds += 1
        return self._rounds > ROUNDS

    def _took_the_write_lock(self) -> bool:
        self._connection.execute(DO_NOT_WAIT)
        try:
            self._connection.execute(TAKE_THE_WRITE_LOCK)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        finally:
            self._connection.execute(self._wait_again)
        return True

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


class SqliteCursor:
    """A cursor whose coroutines do not wait."""

    def __init__(self, cursor: sqlite3.Cursor, connection: SqliteConnection) -> None:
        self._cursor = cursor
        self._connection = connection
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def description(self) -> Any:
        """The columns of the rows, None if there are none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The key of the row that was inserted."""
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """One statement."""
        if statement == TAKE_THE_WRITE_LOCK:
            await self._connection.take_the_write_lock()
            return
        if self._connection.begins_itself:
            await self._connection.begin()
        with self._connection.bounded():
            self._cursor.execute(statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        """One statement with many parameters."""
        if self._connection.begins_itself:
            await self._connection.begin()
        with self._connection.bounded():
            self._cursor.executemany(statement, parameters)

    async def fetchall(self) -> list[Any]:
        """Every row."""
        with self._connection.bounded():
            return self._cursor.fetchall()

    async def close(self) -> None:
        """Done."""
        self._cursor.close()
