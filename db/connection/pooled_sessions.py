"""Sessions on PostgreSQL: on connections that SQLAlchemy keeps in its pool and watches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker

from db.connection.direct import DRIVER, DriverAnswer

_READING = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


class PooledSessions:
    """They wait for a free connection as the engine's pool says."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._dialect = engine.dialect
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


class PooledDriver:
    """Of one session: direct statements go to the driver by SQLAlchemy's connection, which notices if it is lost."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._connection: AsyncConnection | None = None

    async def run(self, session: AsyncSession, statement: str, values: Any) -> DriverAnswer:
        """See `Driver`."""
        if self._connection is None:
            self._connection = await session.connection()
        result = await self._connection.exec_driver_sql(statement, values)
        if not result.returns_rows:
            return DriverAnswer((), (), result.rowcount)
        assert result.cursor is not None  # noqa: S101  it returns rows
        kinds = [column[1] for column in result.cursor.description]
        return DriverAnswer(result.fetchall(), kinds, result.rowcount)

    async def run_each(self, session: AsyncSession, statement: str, values: Sequence[Any]) -> None:
        """See `Driver`."""
        await (await session.connection()).exec_driver_sql(statement, list(values))
