"""Claim the accepted events of one call at a time for one relay, mark what became of them, count what waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.connection.session import Database
from db.connection.turns import TurnOf
from db.queries import held_calls, inbox, inbox_claims
from db.queries.inbox_claims import WaitingEvent
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
    events: Sequence[WaitingEvent]

    def rest(self, relayed: int) -> list[int]:
        """`seq` of those after the first `relayed`."""
        return seqs_of(self.events[relayed:])


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
        self.are_held_back = True
        """The database was restored and not yet compared with Temporal, or that is not known yet."""

    async def claim(self, at_most: int) -> list[Claimed]:
        """Calls to relay, the longest waiting first. Asks without writing when there is nothing.

        None while the database was restored and not yet compared with Temporal: workflows there may be stopped.
        """
        now = self._clock()
        async with self._database.reading() as session:
            restore = await self._restores.latest(session)
            self.are_held_back = restore is not None and restore.is_open and not restore.is_reconciled
            waiting = [] if self.are_held_back else await inbox_claims.waiting_calls(session, now=now, limit=at_most)
        if not waiting:
            return []
        async with self._database.transaction(of=TurnOf(key=RELAY)) as session:
            claimed = await inbox_claims.claim(session, waiting, now=now, until=now + CLAIM, limit=BATCH)
            known = await held_calls.look_at(session, [(call.ori, call.call_number) for call in claimed])
        calls = {(call.ori, call.call_number): CallToSignal.of(call) for call in known}
        return [
            Claimed(call=calls[place.ori, place.call_number], events=events)
            for place, events in claimed.items()
            if (place.ori, place.call_number) in calls
        ]

    async def settle(self, *, relayed: Sequence[int], left: Sequence[int] = ()) -> None:
        """Workflows have the events `relayed`; those `left` may be claimed at once."""
        async with self._database.transaction(of=TurnOf(key=RELAY)) as session:
            await inbox_claims.mark_relayed(session, relayed, now=self._clock())
            await inbox_claims.leave(session, left)

    async def put_off(self, seqs: Sequence[int], *, error: str, delay: timedelta) -> None:
        """The first of these events of one call could not be handed on: none is before `delay`."""
        retry_at = self._clock() + delay
        async with self._database.transaction(of=TurnOf(key=RELAY)) as session:
            await inbox_claims.mark_failed(session, seqs, error=error, retry_at=retry_at)

    async def give_up(self, seqs: Sequence[int], *, error: str) -> None:
        """The first of these events of one call never can be: keep why, and let those after it go on."""
        now = self._clock()
        hopeless, *rest = seqs
        async with self._database.transaction(of=TurnOf(key=RELAY)) as session:
            await inbox_claims.give_up(session, hopeless, error=error, now=now)
            await inbox_claims.mark_failed(session, rest, error="", retry_at=now)

    async def lag(self) -> Lag:
        """For the health page."""
        async with self._database.reading() as session:
            waiting, given_up, oldest = await inbox.backlog(session)
        age = max(self._clock() - oldest, timedelta()) if oldest else timedelta()
        return Lag(waiting=waiting, oldest=age, given_up=given_up)


def delay_after(attempts: int) -> timedelta:
    """How long a call is left alone after this many failures: 2 s, 4 s, ... 5 min."""
    delay = FIRST_DELAY * (1 << min(max(attempts - 1, 0), 10))
    return min(delay, LONGEST_DELAY)


def seqs_of(events: Sequence[WaitingEvent]) -> list[int]:
    """By which they are marked."""
    return [event.seq for event in events]
