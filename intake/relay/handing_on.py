"""Hand the events of one call to its workflow, in order, several in one signal, up to the first that cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from db.encryption.vault import Vault
from db.queries.inbox_claims import WaitingEvent
from domain.wakes import WAKE_SIGNALS
from engine.client import TemporalUnreachable
from intake.relay.claims import CLAIM, Claimed, delay_after
from intake.relay.proving import Prover
from intake.relay.signals import CallToSignal, CannotRelay, Proving, signal_several, signal_with_start

TEMPORAL_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.CANCELLED,
    }
)
"""Statuses that say nothing against the event: everything waits and is tried again."""


@dataclass(slots=True, kw_only=True)
class HandedOn:
    """How far it came. What says why it ended before the last event is empty if it did not."""

    relayed: int = 0
    hopeless: str = ""
    """The next event can never be handed on."""
    error: str = ""
    """It cannot be now. `refused`: the status that Temporal answered, if it did."""
    refused: str = ""
    delay: timedelta = timedelta()
    is_away: bool = False
    """Temporal is."""


class HandOn:
    """`client` gives the process's client of Temporal, connecting if need be."""

    def __init__(self, client: Callable[[], Awaitable[Client]], *, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._vault = vault
        self._clock = clock

    async def __call__(self, claimed: Claimed) -> HandedOn:
        """As far as half a claim's time allows."""
        done = HandedOn()
        try:
            async with asyncio.timeout((CLAIM / 2).total_seconds()):
                await self._all(claimed, done)
        except CannotRelay as hopeless:
            done.hopeless = str(hopeless)
        except (TemporalUnreachable, TimeoutError):
            done.error, done.is_away = "Temporal cannot be reached", True
        except RPCError as error:
            done.error, done.refused = f"Temporal answered {error.status.name}", error.status.name
            done.is_away = error.status in TEMPORAL_AWAY
            if not done.is_away:  # this call waits a while, and the others go on
                done.delay = delay_after(claimed.events[done.relayed].attempts)
        return done

    async def _all(self, claimed: Claimed, done: HandedOn) -> None:
        client, call, several = await self._client(), claimed.call, True
        while rest := claimed.events[done.relayed :]:
            together = list(takewhile(_is_event, rest)) if several else []
            if len(together) < 2:
                event = rest[0]
                await signal_with_start(client, call, event.type, event.facts, proving=self._proving(call, event.by))
                done.relayed += 1
                continue
            try:
                await signal_several(client, call, [(event.facts, self._proving(call, event.by)) for event in together])
                done.relayed += len(together)
            except CannotRelay:  # one of them, or all together: one by one they show which
                several = False

    def _proving(self, call: CallToSignal, by: str) -> Proving:
        now = self._clock()
        return Prover(vault=self._vault, ori=call.ori, call_number=call.call_number, by=by, now=now).of_event


def _is_event(event: WaitingEvent) -> bool:
    return event.type not in WAKE_SIGNALS
