"""What one simulator holds together: its config, its messages, its luck and its webhooks."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi.responses import JSONResponse

from simulator.config import SimulatorConfig, changed
from simulator.magic_numbers import Hang
from simulator.signing import EventSigner
from simulator.store import SimulatedMessage, Store
from simulator.webhooks import Webhooks


class Refusal(Exception):
    """Ends a request with this answer."""

    def __init__(self, answer: JSONResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


class Simulation:
    """Passed to every router. `clock` gives aware UTC times; chance comes from the config's seed."""

    def __init__(
        self, *, config: SimulatorConfig, store: Store, clock: Callable[[], datetime], signer: EventSigner
    ) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self.signer = signer
        self.chance = random.Random(config.seed)
        self.counts: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._initial = config
        self.webhooks = Webhooks(config=lambda: self.config, counts=self.counts)

    def configure(self, changes: dict[str, object]) -> None:
        """Replace fields of the config; a new seed starts a new row of chances."""
        self.config = changed(self.config, changes)
        if "seed" in changes:
            self.chance.seed(self.config.seed)

    async def reset(self) -> None:
        """Back to the config it was started with, nothing received, nothing under way."""
        await self.webhooks.drop_all()
        self.config = self._initial
        self.chance.seed(self.config.seed)
        self.store.reset()
        self.counts.clear()
        self._seen.clear()

    def take_in(self, **facts: Any) -> SimulatedMessage:
        """Keep a message with these facts; from here on it counts."""
        message = SimulatedMessage(created_at=self.clock(), **facts)
        self.store.add(message)
        return message

    def happens(self, rate: float) -> bool:
        """Does something with this chance happen now?"""
        return rate > 0 and self.chance.random() < rate

    def hex_id(self) -> str:
        """32 random hexadecimal digits, as in a sid."""
        return secrets.token_hex(16)

    def befalls(self, recipient: str, *, first_requests_only: int | None) -> bool:
        """Is this recipient's misfortune still due? Counts this request."""
        self._seen[recipient] += 1
        return first_requests_only is None or self._seen[recipient] <= first_requests_only

    def bad_luck(self) -> int | Hang | None:
        """By the rates of the config: an HTTP status to refuse with, a way to hang, or nothing."""
        config = self.config
        for outcome, rate in (
            (503, config.unavailable_rate),
            (429, config.rate_limited_rate),
            (Hang.BEFORE_ACCEPTING, config.lost_request_rate),
            (Hang.AFTER_ACCEPTING, config.lost_answer_rate),
        ):
            if self.happens(rate):
                return outcome
        return None

    async def slow_down(self) -> bool:
        """Be as slow as the config says; False if everything was reset meanwhile, this request included."""
        epoch = self.store.epoch
        if self.config.latency_seconds:
            await asyncio.sleep(self.config.latency_seconds)
        return epoch == self.store.epoch

    async def think(self) -> None:
        """Between accepting and answering."""
        if self.config.answer_seconds:
            await asyncio.sleep(self.config.answer_seconds)

    async def hang(self) -> None:
        """Keep the client waiting until it gives up."""
        self.counts["requests_hung"] += 1
        await asyncio.sleep(self.config.hang_seconds)
