"""A kept connection to SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from db.connection.direct import DriverAnswer
from db.connection.kept_connection import SqlAlchemyView, newly_opened
from db.connection.sqlite_connection import SqliteConnection


class KeptSqlite:
    """See `KeptConnection`."""

    def __init__(self, connection: AsyncConnection, driver: SqliteConnection) -> None:
        self.dialect: Dialect = connection.dialect
        self._driver = driver
        self._seen = SqlAlchemyView(connection, self, sqlite3.Error)

    @classmethod
    async def opened(cls, engine: AsyncEngine) -> Self:
        """A new one."""
        async with newly_opened(engine) as (connection, driver):
            driver.begins_itself = True
            return cls(connection, driver)

    async def is_usable(self) -> bool:
        """A file does not hang up."""
        return True

    async def be_for(self, *, writes: bool) -> None:
        """The driver begins it so."""
        self._driver.writes = writes

    def session(self) -> AsyncSession:
        """See `KeptConnection`."""
        return self._seen.session()

    async def run(self, session: AsyncSession, statement: str, values: Any) -> DriverAnswer:
        """See `Driver`."""
        del session
        self._seen.tell_statement(statement, values, many=False)
        try:
            await self._driver.begin()
            return DriverAnswer(*self._driver.run(statement, values))
        except sqlite3.Error as error:
            raise self._seen.raised(statement, error) from error

    async def run_each(self, session: AsyncSession, statement: str, values: Sequence[Any]) -> None:
        """See `Driver`."""
        del session
        self._seen.tell_statement(statement, values, many=True)
        try:
            await self._driver.begin()
            self._driver.run_each(statement, values)
        except sqlite3.Error as error:
            raise self._seen.raised(statement, error) from error

    async def commit(self) -> None:
        """See `KeptConnection`."""
        await self._seen.write()
        if not self._driver.in_transaction:
            return
        self._seen.tell_commit()
        try:
            await self._driver.commit()
        except sqlite3.Error as error:
            raise self._seen.raised("COMMIT", error) from error

    def has_ended(self) -> bool:
        """What only read is ended here: that takes no time."""
        if self._driver.may_write or not self._seen.connection.in_transaction():
            return False
        self._seen.forget()
        self._driver.stop_reading()
        return True

    async def undo(self) -> None:
        """See `KeptConnection`."""
        self._seen.forget()
        if self._driver.in_transaction or self._driver.may_write:
            self._seen.tell_rollback()
            await self._driver.rollback()
        await self._seen.begin_again()

    async def close(self) -> None:
        """See `KeptConnection`."""
        await self._seen.connection.close()

    async def discard(self) -> None:
        """See `KeptConnection`."""
        await self._seen.connection.invalidate()
