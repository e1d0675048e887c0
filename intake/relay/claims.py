"""Claim the accepted events of one call at a time for one relay, mark what became of them, count what waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.connection.turns import TurnOf
from db.queries import calls, inbox
from db.tables import InboxEvent
from intake.relay.signals import CallToSignal
from messaging.restores import RestoreWatch

RELAY = "relay"
"""Whose turns to write these are, beside the keys of an agency's systems."""
CLAIM = timedelta(seconds=20)
"""So long a call waits whose relay was killed. A relay works on a call for half of that and marks how far it came:
one that is slower still has its events signaled twice, which their workflow knows."""
BATCH = 20
"""Events of one call handed on under one claim."""

FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The oldest waiting events of one call, ours to relay until the claim runs out."""

    call: CallToSignal
    events: Sequence[InboxEvent]

    def rest(self, relayed: int) -> list[int]:
        """`seq` of those after the first `relayed`."""
        return _seqs(self.events[relayed:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """What waits: how many events, how long the oldest has, and how many were given up."""

    waiting: int
    oldest: timedelta
    given_up: int


class WaitingEvents:
    """Claims events and marks them, each time in a transaction of its own. All raise DatabaseUnavailable."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._restores = RestoreWatch()

    async def claim(self, at_most: int) -> list[Claimed]:
        """Calls to relay, the longest waiting first. Asks without writing when there is nothing.

        None while the database was restored and not yet compared with Temporal: workflows there may be stopped.
        """
        now = self._clock()
        async with self._database.reading() as session:
            restore = await self._restores.latest(session)
            if restore is not None and restore.is_open and not restore.is_reconciled:
                return []
            waiting = await inbox.waiting_calls(session, now=now, limit=at_most)
        if not waiting:
            return []
        async with self._database.transaction(of=TurnOf(key=RELAY)) as session:
            found = [await _claimed(session, call.ori, call.call_number, now=now) for call in waiting]
        return [claimed for claimed in found if claimed]

    async def finish(self, claimed: Claimed, relayed: int, *, error: str = "", delay: timedelta = timedelta()) -> None:
        """The first `relayed` are with their workflow; the rest may be claimed again after `delay`."""
        now = self._clock()
        async with self._database.transaction(of=_turn_of(claimed)) as session:
            await inbox.mark_relayed(session, _seqs(claimed.events[:relayed]), now=now)
            await inbox.mark_failed(session, claimed.rest(relayed), error=error, retry_at=now + delay)

    async def give_up(self, claimed: Claimed, relayed: int, *, error: str) -> None:
        """The one after the first `relayed` never can be: keep why, and let those after it go on."""
        now = self._clock()
        hopeless, *rest = claimed.rest(relayed)
        async with self._database.transaction(of=_turn_of(claimed)) as session:
            await inbox.mark_relayed(session, _seqs(claimed.events[:relayed]), now=now)
            await inbox.give_up(session, hopeless, error=error, now=now)
            await inbox.mark_failed(session, rest, error="", retry_at=now)

    async def lag(self) -> Lag:
        """For the health page."""
        async with self._database.reading() as session:
            waiting, given_up, oldest = await inbox.backlog(session)
        age = max(self._clock() - oldest, timedelta()) if oldest else timedelta()
        return Lag(waiting=waiting, oldest=age, given_up=given_up)


def _turn_of(claimed: Claimed) -> TurnOf:
    """Among the turns of its agency: what the relay notes of a storm keeps no one else waiting."""
    return TurnOf(agency=claimed.call.ori, key=RELAY)


def delay_after(attempts: int) -> timedelta:
    """How long a call is left alone after this many failures: 2 s, 4 s, ... 5 min."""
    delay = FIRST_DELAY * (1 << min(max(attempts - 1, 0), 10))
    return min(delay, LONGEST_DELAY)


async def _claimed(session: AsyncSession, ori: str, call_number: str, *, now: datetime) -> Claimed | None:
    events = await inbox.claim(session, ori, call_number, now=now, until=now + CLAIM, limit=BATCH)
    call = await calls.get(session, ori, call_number) if events else None
    return Claimed(call=CallToSignal.of(call), events=events) if call else None


def _seqs(events: Sequence[InboxEvent]) -> list[int]:
    return [event.seq for event in events if event.seq is not None]
