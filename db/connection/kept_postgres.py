"""A kept connection to PostgreSQL."""

from __future__ import annotations

import select
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from time import monotonic
from typing import Any

import psycopg
from psycopg import AsyncRawCursor, IsolationLevel
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from db.connection.direct import DriverAnswer
from db.connection.kept_connection import FAILED, SqlAlchemyView, newly_opened

ASK_AFTER_SECONDS = 30.0
"""A firewall forgets a connection that is silent for long, and tells neither end: after so long the server is asked."""

_Raw = psycopg.AsyncConnection[tuple[Any, ...]]


def opening(engine: AsyncEngine) -> Callable[[], Awaitable[KeptPostgres]]:
    """What opens connections."""
    dialect = _as_the_server_writes_parameters(engine.dialect)

    async def open_one() -> KeptPostgres:
        async with newly_opened(engine) as (connection, raw):
            return KeptPostgres(connection, raw, dialect)

    return open_one


def _as_the_server_writes_parameters(dialect: Dialect) -> Dialect:
    """With $1 in place of %(name)s, which psycopg would look for in each long statement anew."""
    same = copy(dialect)
    same.paramstyle, same.positional = "numeric_dollar", True
    same.identifier_preparer = same.preparer(same)  # else each % of a statement would be doubled
    return same


class KeptPostgres:
    """See `KeptConnection`. psycopg begins a transaction with its first statement."""

    def __init__(self, connection: AsyncConnection, raw: _Raw, dialect: Dialect) -> None:
        self.dialect = dialect
        self._raw = raw
        self._writes = True
        self._used_at = monotonic()
        self._socket = select.poll()
        self._socket.register(raw.fileno(), select.POLLIN)
        self._seen = SqlAlchemyView(connection, self, psycopg.Error)

    async def is_usable(self) -> bool:
        """What a server says unasked is mostly that it hangs up. It is asked only then, or after a long silence."""
        if self._raw.closed or self._seen.connection.invalidated:
            return False
        before, self._used_at = self._used_at, monotonic()
        if self._used_at - before < ASK_AFTER_SECONDS and self._is_silent():
            return True
        try:
            await self._raw.execute("")
            await self._raw.rollback()
        except psycopg.Error:
            return False
        return True

    async def be_for(self, *, writes: bool) -> None:
        """What only reads sees one moment of the database throughout."""
        if writes != self._writes:
            await self._raw.set_isolation_level(None if writes else IsolationLevel.REPEATABLE_READ)
            await self._raw.set_read_only(None if writes else True)
            self._writes = writes

    def session(self) -> AsyncSession:
        """See `KeptConnection`."""
        return self._seen.session()

    async def run(self, session: AsyncSession, statement: str, values: Any) -> DriverAnswer:
        """See `Driver`."""
        del session
        self._seen.tell_statement(statement, values, many=False)
        try:
            cursor = await AsyncRawCursor(self._raw).execute(statement.encode(), values)
            found = cursor.pgresult
            if found is None or not found.nfields:
                return DriverAnswer((), (), cursor.rowcount)
            kinds = [found.ftype(column) for column in range(found.nfields)]
            return DriverAnswer(await cursor.fetchall(), kinds, cursor.rowcount)
        except psycopg.Error as error:
            raise self._raised(statement, error) from error

    async def run_each(self, session: AsyncSession, statement: str, values: Sequence[Any]) -> None:
        """See `Driver`."""
        del session
        self._seen.tell_statement(statement, values, many=True)
        try:
            await AsyncRawCursor(self._raw).executemany(statement.encode(), values)
        except psycopg.Error as error:
            raise self._raised(statement, error) from error

    async def commit(self) -> None:
        """See `KeptConnection`. Raises PendingRollbackError after a statement that failed."""
        await self._seen.write()
        status = self._raw.info.transaction_status
        if status is TransactionStatus.IDLE:
            return
        if status is TransactionStatus.INERROR:  # the server would answer COMMIT with ROLLBACK, and no error
            raise PendingRollbackError(FAILED)
        self._seen.tell_commit()
        try:
            await self._raw.commit()
        except psycopg.Error as error:
            raise self._raised("COMMIT", error) from error

    def has_ended(self) -> bool:
        """See `KeptConnection`."""
        status = self._raw.info.transaction_status
        if status is not TransactionStatus.IDLE or not self._seen.connection.in_transaction():
            return False
        self._seen.forget()
        return True

    async def undo(self) -> None:
        """See `KeptConnection`. A picture is put away by committing nothing: psycopg forgets, with each rollback, which
        statements it has prepared.
        """
        self._seen.forget()
        status = self._raw.info.transaction_status
        if status is TransactionStatus.INTRANS and not self._writes:
            await self._raw.commit()
        elif status is not TransactionStatus.IDLE:
            self._seen.tell_rollback()
            await self._raw.rollback()
        await self._seen.begin_again()

    async def close(self) -> None:
        """See `KeptConnection`."""
        await self._seen.connection.close()

    async def discard(self) -> None:
        """See `KeptConnection`."""
        await self._seen.connection.invalidate()
        await self._raw.close()

    def _raised(self, statement: str, error: psycopg.Error) -> Exception:
        return self._seen.raised(statement, error, is_lost=self._raw.closed)

    def _is_silent(self) -> bool:
        """Nothing is there to be read, not even the connection's end."""
        return not self._socket.poll(0)
