"""Sessions on connections that are kept open, where the driver itself begins and ends transactions.

SQLAlchemy takes 0.8 ms of Python to begin and end one, ten times what a database needs. What is done by SQLAlchemy in
such a session joins the transaction that is under way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.kept_connection import KeptConnection

TOO_MANY_SECONDS = 60.0
"""Those beyond the ones that are kept may be idle for so long: to open another costs the server a process."""


class KeptSessions:
    """At most `most` at once; for a free one they wait for so many seconds.

    Those of a busy moment are closed once they are idle for a minute, but for the last `kept`.
    """

    def __init__(
        self, open_one: Callable[[], Awaitable[KeptConnection]], *, most: int, kept: int, seconds: float
    ) -> None:
        self._open_one = open_one
        self._free = asyncio.Semaphore(most)
        self._kept = kept
        self._seconds = seconds
        self._idle: deque[tuple[KeptConnection, float]] = deque()
        """And since when: the last is the one that was used last."""
        self._is_open = True

    @asynccontextmanager
    async def session(self, *, writes: bool, commits: bool = True) -> AsyncIterator[AsyncSession]:
        """Raises sqlalchemy.exc.TimeoutError if no connection becomes free."""
        await self._wait_for_one()
        try:
            connection = await self._one()
            session = connection.session()
            try:
                await connection.be_for(writes=writes)
                yield session
                if commits:
                    await connection.commit()
            finally:
                if connection.has_ended():
                    await self._keep(connection)
                else:
                    await asyncio.shield(self._end(connection))
        finally:
            self._free.release()

    async def dispose(self) -> None:
        """Close those that are not in use, and the others once they are not."""
        self._is_open = False
        while self._idle:
            await self._idle.pop()[0].close()

    async def _one(self) -> KeptConnection:
        """The one that was used last, so that those too many stay idle."""
        while self._idle:
            (connection, _), is_usable = self._idle.pop(), False
            try:
                is_usable = await connection.is_usable()
            finally:
                if not is_usable:
                    await connection.discard()
            if is_usable:
                return connection
        return await self._open_one()

    async def _keep(self, connection: KeptConnection) -> None:
        if not self._is_open:
            await asyncio.shield(connection.close())
            return
        now = monotonic()
        self._idle.append((connection, now))
        while len(self._idle) > self._kept and self._idle[0][1] < now - TOO_MANY_SECONDS:
            await asyncio.shield(self._idle.popleft()[0].close())

    async def _wait_for_one(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout("no connection became free") from None

    async def _end(self, connection: KeptConnection) -> None:
        """What cannot be undone is undone by the database, when its connection ends."""
        try:
            await connection.undo()
        except BaseException as error:
            await connection.discard()
            if not isinstance(error, Exception):
                raise
        else:
            await self._keep(connection)
