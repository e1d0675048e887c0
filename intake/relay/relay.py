"""Hand accepted events on to their workflows, oldest first, in order within each call, until Temporal has them.

Order with several relays at once, without a lock held across the call to Temporal: a relay that wants the events of a
call must first claim its oldest waiting one, by an update that only one relay can win; the claim runs out by
itself if its owner dies. Should a slow owner outlive its claim, an event is signaled twice, which the workflow
knows by source and id; but never before an older one, since no relay touches the second before the first is marked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from engine.client import TemporalUnreachable
from engine.giving_way import GivingWay
from intake.relay.claims import Claimed, Lag, WaitingEvents, seqs_of
from intake.relay.handing_on import HandOn
from intake.relay.in_hand import InHand, settle_the_rest, told_relayed

log = structlog.get_logger(__name__)

POLL = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=5)
"""Between two tries while Temporal or the database is away; news shorten it to one poll."""
AT_ONCE = 16
"""Calls relayed side by side."""
HEALTH_WITHIN = timedelta(seconds=3)
"""A server that was away must answer that it serves before a call is tried: that costs no claim and no long timeout."""


class Relay:
    """Runs in the background of every API process; any number of them may run."""

    def __init__(
        self,
        database: Database,
        client: Callable[[], Awaitable[Client]],
        *,
        vault: Vault,
        clock: Callable[[], datetime],
        poll: timedelta = POLL,
        giving_way: GivingWay | None = None,
    ) -> None:
        """`giving_way`: what else the process serves."""
        self._waiting = WaitingEvents(database, clock=clock)
        self._client = client
        self._hand_on = HandOn(client, vault=vault, clock=clock)
        self.in_hand = InHand(self._waiting, self._hand_on, clock=clock, failed=self._failed, wake=self.wake)
        self._poll = poll
        self._giving_way = giving_way or GivingWay()
        self._woken = asyncio.Event()
        self._failures = 0

    def wake(self) -> None:
        """Something was accepted just now, or Temporal was heard of."""
        self._woken.set()

    async def lag(self) -> Lag:
        """How much waits, since when, and what was given up."""
        return await self._waiting.lag()

    async def run(self) -> None:
        """Relay until canceled."""
        noting = asyncio.create_task(self.in_hand.marks.run())
        try:
            while True:
                self._woken.clear()
                more = await self.relay_once()
                self.in_hand.is_open = not self._failures and not self._waiting.are_held_back
                if not more:
                    await self._pause()
        finally:
            noting.cancel()
            await self.in_hand.stop()

    async def relay_once(self) -> bool:
        """One round over the calls that wait. True if there may be more to do at once."""
        try:
            outcomes = await self._round()
        except DatabaseUnavailable:
            return self._failed("database_unavailable")
        except Exception as error:
            # Whatever it was, the next round must take place: nothing accepted is lost. What the error says is not
            # logged, as it may quote what was sent.
            return self._failed(type(error).__name__)
        if any(outcomes):
            self._failures = 0
        if not all(outcomes):
            return self._failed("temporal_away")
        self._failures = 0
        return bool(outcomes)

    async def _round(self) -> list[bool]:
        """Every call is tried, even when one of them raises; after a failure a single one, once Temporal answers."""
        if self._failures and not await self._temporal_answers():
            return [False]
        calls = await self._waiting.claim(1 if self._failures else AT_ONCE)
        outcomes = await asyncio.gather(*(self._relay_call(call) for call in calls), return_exceptions=True)
        await self.in_hand.marks.note()
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return [outcome is True for outcome in outcomes]

    async def _temporal_answers(self) -> bool:
        try:
            client = await self._client()
            return await client.service_client.check_health(timeout=HEALTH_WITHIN)
        except (TemporalUnreachable, RPCError):
            return False

    def _failed(self, reason: str) -> bool:
        self._failures += 1
        self.in_hand.is_open = False
        if self._failures.bit_count() == 1:  # the first, second, fourth, ...: an outage must not fill the log
            log.warning("relay.paused", reason=reason, failures=self._failures)
        return False

    async def _relay_call(self, claimed: Claimed) -> bool:
        """The waiting events of one call, in order, up to the first that fails. False if Temporal is away."""
        await self._giving_way.to_others()
        done = await self._hand_on(claimed)
        self.in_hand.marks.relayed(seqs_of(claimed.events[: done.relayed]))
        told_relayed(claimed, done.relayed)
        if done.relayed < len(claimed.events):
            await settle_the_rest(self._waiting, claimed, done)
        return not done.is_away

    async def _pause(self) -> None:
        """News end it, but while Temporal or the database is away there is a poll's time between two tries."""
        longest = min(self._poll * (1 << min(self._failures, 10)), max(LONGEST_PAUSE, self._poll))
        least = self._poll if self._failures else timedelta()
        await asyncio.sleep(least.total_seconds())
        with suppress(TimeoutError):
            async with asyncio.timeout((longest - least).total_seconds()):
                await self._woken.wait()
