"""Sessions on SQLite: their connections are kept open, and the driver itself begins and ends transactions.

SQLAlchemy takes 0.8 ms of Python to begin and end one, ten times what SQLite needs. What is done by SQLAlchemy in such
a session joins the transaction that is under way.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from db.connection.direct import DRIVER, DriverAnswer
from db.connection.sqlite_connection import SqliteConnection


class KeptSessions:
    """At most `most` at once; for a connection that becomes free they wait for so many seconds."""

    def __init__(self, engine: AsyncEngine, *, most: int, seconds: float) -> None:
        self._engine = engine
        self._free = asyncio.Semaphore(most)
        self._seconds = seconds
        self._idle: list[_Kept] = []
        self._is_open = True

    @asynccontextmanager
    async def session(self, *, writes: bool, commits: bool = True) -> AsyncIterator[AsyncSession]:
        """Raises sqlalchemy.exc.TimeoutError if no connection becomes free."""
        await self._wait_for_one()
        try:
            kept = self._idle.pop() if self._idle else await _Kept.opened(self._engine)
            kept.driver.writes = writes
            session = kept.session()
            try:
                yield session
                if commits:
                    await kept.commit(session)
            finally:
                if kept.has_ended(session):
                    await self._keep(kept)
                else:
                    await asyncio.shield(self._end(kept, session))
        finally:
            self._free.release()

    async def dispose(self) -> None:
        """Close those that are not in use, and the others once they are not."""
        self._is_open = False
        while self._idle:
            await self._idle.pop().connection.close()

    async def _keep(self, kept: _Kept) -> None:
        if self._is_open:
            self._idle.append(kept)
        else:
            await asyncio.shield(kept.connection.close())

    async def _wait_for_one(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout("no connection became free") from None

    async def _end(self, kept: _Kept, session: AsyncSession) -> None:
        try:
            await kept.undo(session)
        except BaseException:
            await kept.connection.invalidate()
            raise
        await self._keep(kept)


class _Kept:
    """One connection, as SQLAlchemy and as the driver know it."""

    def __init__(self, connection: AsyncConnection, driver: SqliteConnection) -> None:
        self.connection = connection
        self.driver = driver
        self.dialect: Dialect = connection.dialect
        self._events = connection.engine.sync_engine.dispatch

    @classmethod
    async def opened(cls, engine: AsyncEngine) -> _Kept:
        connection = await engine.connect()
        try:
            raw = await connection.get_raw_connection()
            driver = cast("SqliteConnection", raw.driver_connection)
            raw.detach()  # it is ours now: the pool makes another one for the next session
            driver.begins_itself = True
            await connection.begin()
        except BaseException:
            await asyncio.shield(connection.close())
            raise
        return cls(connection, driver)

    def session(self) -> AsyncSession:
        """In what SQLAlchemy takes for one long transaction: it begins and commits nothing of its own."""
        return AsyncSession(
            self.connection, expire_on_commit=False, join_transaction_mode="rollback_only", info={DRIVER: self}
        )

    async def run(self, session: AsyncSession, statement: str, values: Any) -> DriverAnswer:
        """See `Driver`."""
        del session
        self._tell(statement, values, many=False)
        try:
            await self.driver.begin()
            return DriverAnswer(*self.driver.run(statement, values))
        except sqlite3.Error as error:
            raise self._as_sqlalchemy_says(statement, error) from error

    async def run_each(self, session: AsyncSession, statement: str, values: Sequence[Any]) -> None:
        """See `Driver`."""
        del session
        self._tell(statement, values, many=True)
        try:
            await self.driver.begin()
            self.driver.run_each(statement, values)
        except sqlite3.Error as error:
            raise self._as_sqlalchemy_says(statement, error) from error

    def _tell(self, statement: str, values: Any, *, many: bool) -> None:
        """Who listens to the engine's statements hears these as well."""
        if self._events.before_cursor_execute:
            self._events.before_cursor_execute(self.connection.sync_connection, None, statement, values, None, many)

    async def commit(self, session: AsyncSession) -> None:
        """What the session has changed, and what went directly to the driver."""
        if session.in_transaction():
            await session.commit()
        if not self.driver.in_transaction:
            return
        self._events.commit(self.connection.sync_connection)
        try:
            await self.driver.commit()
        except sqlite3.Error as error:
            raise self._as_sqlalchemy_says("COMMIT", error) from error

    def has_ended(self, session: AsyncSession) -> bool:
        """True if there is nothing to undo, or what only read was ended now."""
        if session.in_transaction() or self.driver.may_write:
            return False
        session.sync_session.close()
        self.driver.stop_reading()
        return True

    async def undo(self, session: AsyncSession) -> None:
        """What was not committed."""
        await session.close()
        if self.driver.in_transaction or self.driver.may_write:
            self._events.rollback(self.connection.sync_connection)
            await self.driver.rollback()
        if not self.connection.in_transaction():
            await self.connection.begin()

    def _as_sqlalchemy_says(self, statement: str, error: sqlite3.Error) -> Exception:
        return DBAPIError.instance(statement, None, error, sqlite3.Error, hide_parameters=True, dialect=self.dialect)
