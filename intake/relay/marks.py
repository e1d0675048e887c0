"""Note which events workflows have: many of them in one transaction, a moment after they were handed on.

An event that was handed on and not noted when its process died is handed on again: its workflow knows it by its id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

from db.connection.session import DatabaseUnavailable
from intake.relay.claims import WaitingEvents

SOON = timedelta(milliseconds=500)
"""So long one waits for others. Events of the same call that another process takes in wait for the note."""


class Marks:
    """What one relay has yet to note. `noted` is told of what was."""

    def __init__(self, waiting: WaitingEvents, *, noted: Callable[[frozenset[int]], None]) -> None:
        self._waiting = waiting
        self._noted = noted
        self._relayed: set[int] = set()
        self._left: set[int] = set()
        self._some = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def relayed(self, seqs: Iterable[int]) -> None:
        """Workflows have these."""
        self._relayed.update(seqs)
        self._some.set()

    def left(self, seqs: Iterable[int]) -> None:
        """These were in hand, and any relay may have them now."""
        self._left.update(seqs)
        self._some.set()

    async def run(self) -> None:
        """Note what there is, until canceled. Kept for the next time while the database is away."""
        while True:
            await self._some.wait()
            await asyncio.sleep(SOON.total_seconds())
            try:
                await self.note()
            except DatabaseUnavailable:
                continue

    async def note(self) -> None:
        """At once. Raises DatabaseUnavailable."""
        async with self._one_at_a_time:
            self._some.clear()
            relayed, left = frozenset(self._relayed), frozenset(self._left)
            if not relayed and not left:
                return
            try:
                await self._waiting.settle(relayed=sorted(relayed), left=sorted(left))
            except BaseException:
                self._some.set()
                raise
            self._relayed -= relayed
            self._left -= left
        self._noted(relayed)
