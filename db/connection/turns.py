"""Turns to write: agencies take them one after the other, and so do the keys of one agency."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOf:
    """Whose turn it is: an agency's ORI and the key of one of its systems; both empty for Caseline's own work."""

    agency: str = ""
    key: str = ""


OURS = TurnOf()


class NoTurn(Exception):
    """Others wrote all the time."""


_Waiting = OrderedDict[str, OrderedDict[str, deque[asyncio.Future[None]]]]


class FairTurns:
    """Lets so many in at once. However many wait for one agency, another waits for one turn of each that is before it.

    A semaphore lets in who came first: three batches of one agency, and everyone else waits for all of them.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: _Waiting = OrderedDict()

    @asynccontextmanager
    async def turn(self, of: TurnOf, *, seconds: float | None = None) -> AsyncIterator[None]:
        """Wait for a turn, and give it back afterwards. Raises NoTurn if none came in so many seconds."""
        if self._free and not self._waiting:
            self._free -= 1
        else:
            await self._wait(of, seconds)
        try:
            yield
        finally:
            self._give_back()

    async def _wait(self, of: TurnOf, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._take(of)
        except TimeoutError:
            raise NoTurn("waited too long for a turn to write") from None

    async def _take(self, of: TurnOf) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(of.agency, OrderedDict()).setdefault(of.key, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back()
            raise

    def _give_back(self) -> None:
        while (turn := self._next()) is not None:
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _next(self) -> asyncio.Future[None] | None:
        """The turn of the agency that has waited longest since its last one, and there of such a key."""
        if not self._waiting:
            return None
        agency, keys = self._waiting.popitem(last=False)
        key, turns = keys.popitem(last=False)
        turn = turns.popleft()
        if turns:
            keys[key] = turns
        if keys:
            self._waiting[agency] = keys
        return turn
