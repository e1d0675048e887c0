"""Sessions on PostgreSQL: on connections that SQLAlchemy keeps in its pool and watches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import copy
from typing import Any, cast

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker

from db.connection.direct import DRIVER, DriverAnswer

_READING = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


class PooledSessions:
    """They wait for a free connection as the engine's pool says."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._dialect = _as_the_server_writes_parameters(engine.dialect)
        self._writing = async_sessionmaker(engine, expire_on_commit=False)
        self._reading = async_sessionmaker(engine.execution_options(**_READING), expire_on_commit=False)

    @asynccontextmanager
    async def session(self, *, writes: bool, commits: bool = True) -> AsyncIterator[AsyncSession]:
        """Raises sqlalchemy.exc.TimeoutError if no connection becomes free."""
        async with self._writing() if writes else self._reading() as session:
            session.info[DRIVER] = PooledDriver(self._dialect)
            if commits:
                async with session.begin():
                    yield session
            else:
                yield session

    async def dispose(self) -> None:
        """The engine's pool has all of them."""


def _as_the_server_writes_parameters(dialect: Dialect) -> Dialect:
    """With $1 in place of %(name)s, which psycopg would look for in each long statement anew."""
    same = copy(dialect)
    same.paramstyle, same.positional = "numeric_dollar", True
    same.identifier_preparer = same.preparer(same)  # else each % of a statement would be doubled
    return same


class PooledDriver:
    """Of one session: direct statements go to the driver itself, in the transaction of SQLAlchemy's connection."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._connection: AsyncConnection | None = None
        self._raw: psycopg.AsyncConnection[tuple[Any, ...]] | None = None

    async def run(self, session: AsyncSession, statement: str, values: Any) -> DriverAnswer:
        """See `Driver`."""
        async with self._cursor(session, statement, values) as cursor:
            await cursor.execute(statement.encode(), values)
            if cursor.description is None:
                return DriverAnswer((), (), cursor.rowcount)
            kinds = [column.type_code for column in cursor.description]
            return DriverAnswer(await cursor.fetchall(), kinds, cursor.rowcount)

    async def run_each(self, session: AsyncSession, statement: str, values: Sequence[Any]) -> None:
        """See `Driver`."""
        async with self._cursor(session, statement, values, many=True) as cursor:
            await cursor.executemany(statement.encode(), values)

    @asynccontextmanager
    async def _cursor(
        self, session: AsyncSession, statement: str, values: Any, *, many: bool = False
    ) -> AsyncIterator[psycopg.AsyncRawCursor[tuple[Any, ...]]]:
        """For one statement, of which who listens to the engine's hears as well."""
        if self._connection is None or self._raw is None:
            self._connection = await session.connection()
            self._raw = cast("Any", (await self._connection.get_raw_connection()).driver_connection)
        told = self._connection.engine.sync_engine.dispatch.before_cursor_execute
        if told:
            told(self._connection.sync_connection, None, statement, values, None, many)
        try:
            async with psycopg.AsyncRawCursor(self._raw) as cursor:
                yield cursor
        except psycopg.Error as error:
            is_lost = self._raw.closed
            if is_lost:  # to SQLAlchemy as well: its pool makes another one
                await self._connection.invalidate(error)
            raise self._as_sqlalchemy_says(statement, error, is_lost=is_lost) from error

    def _as_sqlalchemy_says(self, statement: str, error: psycopg.Error, *, is_lost: bool) -> Exception:
        return DBAPIError.instance(
            statement,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=self.dialect,
        )
