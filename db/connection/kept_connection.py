"""A connection that is kept open: SQLAlchemy sees one long transaction on it, in which ours begin and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from db.connection.direct import DRIVER, Driver

FAILED = "a statement of this transaction failed: nothing of it is committed"


class KeptConnection(Driver, Protocol):
    """One connection, as SQLAlchemy and as the driver know it."""

    async def is_usable(self) -> bool:
        """False if it broke while it was idle."""
        ...

    async def be_for(self, *, writes: bool) -> None:
        """Its next transaction reads and writes, or only reads."""
        ...

    def session(self) -> AsyncSession:
        """For one transaction: begins and commits nothing of its own."""
        ...

    async def commit(self) -> None:
        """What the session has changed, and what went directly to the driver."""
        ...

    def has_ended(self) -> bool:
        """True if there is nothing to undo."""
        ...

    async def undo(self) -> None:
        """What was not committed."""
        ...

    async def close(self) -> None:
        """For good, once nothing is under way."""
        ...

    async def discard(self) -> None:
        """For good, whatever is under way: the database undoes it. It may be lost already."""
        ...


@asynccontextmanager
async def newly_opened(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, Any]]:
    """A connection as SQLAlchemy and as the driver know it. After the block the long transaction begins."""
    connection = await engine.connect()
    try:
        yield connection, (await connection.get_raw_connection()).driver_connection
        await connection.begin()
    except BaseException:
        await asyncio.shield(connection.close())
        raise


class SqlAlchemyView:
    """SQLAlchemy's side of a kept connection. Listeners to its engine hear all that the driver does as well."""

    def __init__(self, connection: AsyncConnection, driver: Driver, error: type[Exception]) -> None:
        self.connection = connection
        self._driver = driver
        self._error = error
        self._events = connection.engine.sync_engine.dispatch
        # In what SQLAlchemy takes for one long transaction.
        self._session = AsyncSession(connection, expire_on_commit=False, join_transaction_mode="rollback_only")

    def session(self) -> AsyncSession:
        """The same one each time, as to make one costs as much as a statement. It knows nothing of the time before."""
        self._session.info.clear()
        self._session.info[DRIVER] = self._driver
        return self._session

    async def write(self) -> None:
        """What the session has changed and not written yet. Raises PendingRollbackError if it failed to before."""
        session = self._session.sync_session
        transaction = session.get_transaction()
        if transaction is not None and not transaction.is_active:
            raise PendingRollbackError(FAILED)
        if session.new or session.dirty or session.deleted:
            await self._session.flush()

    def forget(self) -> None:
        """What the session has loaded, or was given and never wrote. Its transaction asks nothing of the driver."""
        session = self._session.sync_session
        if session.in_transaction() or session.identity_map or session.new:
            session.close()

    async def begin_again(self) -> None:
        """The long transaction, if an error has ended it."""
        if not self.connection.in_transaction():
            await self.connection.begin()

    def tell_statement(self, statement: str, values: Any, *, many: bool) -> None:
        """Before the driver is asked."""
        if self._events.before_cursor_execute:
            self._events.before_cursor_execute(self.connection.sync_connection, None, statement, values, None, many)

    def tell_commit(self) -> None:
        """Before the driver commits."""
        self._events.commit(self.connection.sync_connection)

    def tell_rollback(self) -> None:
        """Before the driver undoes."""
        self._events.rollback(self.connection.sync_connection)

    def raised(self, statement: str, error: Exception, *, is_lost: bool = False) -> Exception:
        """What SQLAlchemy raises for an error of the driver; it quotes no values."""
        return DBAPIError.instance(
            statement,
            None,
            error,
            self._error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=self._driver.dialect,
        )
