"""Events that the process which took them in hands on itself, without looking for them in the inbox.

Such an event is born claimed: no other relay touches its call meanwhile, and if the process dies, the claim runs out.
It must not go before an older one of its call. So it is born claimed only if nothing of its call waits, or if the
newest that does is itself in hand here; and what is in hand of a call goes on one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from db.connection.session import DatabaseUnavailable
from db.queries.inbox_claims import WaitingEvent
from intake.relay.claims import BATCH, CLAIM, Claimed, WaitingEvents, seqs_of
from intake.relay.handing_on import HandedOn
from intake.relay.marks import Marks
from intake.relay.signals import CallToSignal

log = structlog.get_logger(__name__)

AT_ONCE = 16
"""Calls in hand side by side. What comes beyond waits in the inbox, where agencies take turns."""

Place = tuple[str, str]
"""A call's agency and number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedHere:
    """New events of one call, stored and claimed. `behind`: the newest one that waited before them."""

    call: CallToSignal
    events: Sequence[WaitingEvent]
    behind: int | None


@dataclass(slots=True, kw_only=True)
class _Lane:
    """What is in hand of one call."""

    call: CallToSignal
    events: list[WaitingEvent] = field(default_factory=list)


class InHand:
    """`hand_on` signals a workflow; `failed` is told why nothing could be."""

    def __init__(
        self,
        waiting: WaitingEvents,
        hand_on: Callable[[Claimed], Awaitable[HandedOn]],
        *,
        clock: Callable[[], datetime],
        failed: Callable[[str], object],
        wake: Callable[[], None],
    ) -> None:
        self._waiting = waiting
        self._hand_on = hand_on
        self._clock = clock
        self._failed = failed
        self._wake = wake
        self._lanes: dict[Place, _Lane] = {}
        self._newest: dict[Place, int] = {}
        """`seq` of the newest event of each call that is in hand, or was handed on and is not noted yet."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._others_wait = False
        self.marks = Marks(waiting, noted=self._noted)
        self.is_open = False
        """The relay runs, and Temporal answered it when it was asked last."""

    def until(self, calls: int) -> datetime | None:
        """Until when events of so many calls are claimed that are stored now; None: they wait for the relay."""
        if not self.is_open or len(self._lanes) + calls > AT_ONCE:
            return None
        return self._clock() + CLAIM

    def follows(self, place: Place, behind: int | None) -> bool:
        """True if nothing waits before the next event of this call but what is in hand here."""
        return behind is None or self._newest.get(place) == behind

    def take(self, accepted: Sequence[AcceptedHere], *, others: bool = False) -> None:
        """These were stored; `others`: and some that are not in hand."""
        for each in accepted:
            place = (each.call.ori, each.call.call_number)
            if not self.is_open or not self.follows(place, each.behind):
                others = True  # what it was to follow failed meanwhile
                self.marks.left(seqs_of(each.events))
                continue
            self._newest[place] = each.events[-1].seq
            lane = self._lanes.get(place)
            if lane is None:
                lane = self._lanes[place] = _Lane(call=each.call)
                task = asyncio.create_task(self._work(place, lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            lane.events += each.events
        if others:
            self._others_wait = True
            self._wake()

    async def stop(self) -> None:
        """What is in hand is left to other relays, and what was handed on is noted; else claims run out."""
        self.is_open = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(DatabaseUnavailable):
            await self.marks.note()

    async def _work(self, place: Place, lane: _Lane) -> None:
        try:
            while lane.events and self._may_begin(lane.events[0]):
                claimed = Claimed(call=lane.call, events=lane.events[:BATCH])
                done = await self._hand_on(claimed)
                self.marks.relayed(seqs_of(claimed.events[: done.relayed]))
                told_relayed(claimed, done.relayed)
                del lane.events[: done.relayed]
                if done.relayed < len(claimed.events):
                    self._let_go(place)
                    await settle_the_rest(self._waiting, claimed, done)
                    del lane.events[: len(claimed.events) - done.relayed]
                    if done.is_away:
                        self._failed("temporal_away")
                    break
        except DatabaseUnavailable:
            lane.events.clear()  # their claims run out
        except Exception as error:
            self._failed(type(error).__name__)  # what it says may quote what was sent
        finally:
            self._lanes.pop(place, None)
            if lane.events:
                self._let_go(place)
                self.marks.left(seqs_of(lane.events))

    def _may_begin(self, event: WaitingEvent) -> bool:
        """Another relay may have it when the claim runs out: a call is worked on for half of one."""
        return event.until - self._clock() >= CLAIM / 2

    def _let_go(self, place: Place) -> None:
        """Of this call nothing more is in hand: what comes now waits in the inbox."""
        self._newest.pop(place, None)
        self._others_wait = True

    def _noted(self, seqs: frozenset[int]) -> None:
        self._newest = {place: seq for place, seq in self._newest.items() if seq not in seqs}
        if self._others_wait:  # behind what is noted now
            self._others_wait = False
            self._wake()


def told_relayed(claimed: Claimed, relayed: int) -> None:
    """In the log, in one line."""
    if events := claimed.events[:relayed]:
        types = [event.type for event in events]
        log.info("events.relayed", seqs=seqs_of(events), call_number=claimed.call.call_number, types=types)


async def settle_the_rest(waiting: WaitingEvents, claimed: Claimed, done: HandedOn) -> None:
    """Write down why the events after the last that was handed on were not. Raises DatabaseUnavailable."""
    rest = claimed.rest(done.relayed)
    if done.hopeless:
        await waiting.give_up(rest, error=done.hopeless)
        log.warning("event.given_up", seq=rest[0], reason=done.hopeless)
        return
    await waiting.put_off(rest, error=done.error, delay=done.delay)
    if done.refused:
        log.warning("event.not_relayed", call_number=claimed.call.call_number, code=done.refused)
