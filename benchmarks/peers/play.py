"""Play the full case through a peer: each event as soon as what came of the one before has arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx

from benchmarks.full_case import CASE, cloud_event
from benchmarks.local_stack import until
from benchmarks.peers.phones import LOOK, MESSAGES_OF_A_CASE, Phones

AFTER_EVENTS = {"case.assigned": 10, "case.arrest": 11, "case.charged": 12, "case.closed": MESSAGES_OF_A_CASE}
ARRIVED = {"call.received": 1, "call.closed": 9, **AFTER_EVENTS}
"""Messages that have arrived before the next event happens; `call.closed` with the survey and its reminder."""
PAUSE = 0.3
"""Seconds between two events at least: each is dealt with by itself, as in life."""


@dataclass(kw_only=True)
class PeerCases:
    """`stuck`: the cases in which something never came."""

    http: httpx.AsyncClient
    phones: Phones
    patience: float
    stuck: set[int] = field(default_factory=set)

    async def play(self, n: int) -> None:
        """One case, to its end."""
        number, wanted = f"26-{n:06d}", 0
        for happening in CASE:
            now = datetime.now(UTC)
            await report(self.http, cloud_event(n, number, happening, now) | {"time": now.isoformat()})
            await asyncio.sleep(PAUSE)
            wanted = ARRIVED.get(happening.type, wanted)
            try:
                await until(partial(self._has, n, wanted), patience=self.patience, look=LOOK)
            except TimeoutError:
                self.stuck.add(n)

    def _has(self, n: int, wanted: int) -> bool:
        return self.phones.arrived(n) >= wanted


async def report(http: httpx.AsyncClient, event: Mapping[str, Any]) -> None:
    """Again until it is accepted, as a CAD does."""
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    while True:
        try:
            answer = await http.post("/v1/events", json=[event], headers=headers)
            answer.raise_for_status()
        except httpx.HTTPError:
            await asyncio.sleep(0.5)
        else:
            return
