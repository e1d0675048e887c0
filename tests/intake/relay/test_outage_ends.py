"""An outage of Temporal ends for the relay when it ends for Temporal: no long pause, no thousand timeouts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from db.connection.session import Database
from db.encryption.vault import Vault
from intake.calls.events import EventIn, incoming
from intake.relay import relay as relay_module
from intake.relay.relay import Relay
from tests.database import NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, accept, an_event
from tests.intake.fakes import FakeTemporal, StandingClock
from tests.own_logs import own_logs
from tests.patience import until


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


class CountingTemporal(FakeTemporal):
    """Counts what is asked of it; `hangs` makes it swallow calls until their time is over."""

    hangs = False
    asked = 0
    tried = 0

    async def check_health(self, **options: Any) -> bool:
        self.asked += 1
        if self.hangs:
            raise RPCError("deadline", RPCStatusCode.DEADLINE_EXCEEDED, b"")
        return await super().check_health(**options)

    async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
        self.tried += 1
        if self.hangs:
            await asyncio.sleep(options["rpc_timeout"].total_seconds())
            raise RPCError("deadline", RPCStatusCode.DEADLINE_EXCEEDED, b"")
        await super().start_workflow(workflow, arg, **options)


@pytest.fixture
def temporal() -> CountingTemporal:
    return CountingTemporal()


@asynccontextmanager
async def relaying(relay: Relay) -> AsyncIterator[None]:
    running = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def many_calls(database: Database, vault: Vault, count: int) -> None:
    for n in range(count):
        call = f"26-2{n:05}"
        sent = {"type": "call.updated", "source": "cad", "id": call, "time": NOW, "subject": call}
        await accept(database, vault, incoming(EventIn.model_validate(sent, strict=False)))


async def test_news_end_the_pause_but_only_once_a_poll(
    database: Database, vault: Vault, temporal: CountingTemporal, clock: StandingClock
) -> None:
    temporal.away = True
    await accept(database, vault, an_event("1"))
    relay = Relay(database, temporal.client, vault=vault, clock=clock, poll=timedelta(milliseconds=200))
    async with relaying(relay):
        await until(lambda: temporal.asked >= 4)  # the pause has grown to 3.2 s and more
        asked, began = temporal.asked, time.monotonic()
        while time.monotonic() - began < 1:
            relay.wake()
            await asyncio.sleep(0.01)
        assert 2 <= temporal.asked - asked <= 6
        temporal.away, began = False, time.monotonic()
        relay.wake()
        await until(lambda: bool(temporal.signals))
        assert time.monotonic() - began < 1.5
        await until(lambda: relay._failures == 0)


async def test_the_longest_pause_without_news_is_five_seconds(
    database: Database, vault: Vault, temporal: CountingTemporal, clock: StandingClock
) -> None:
    relay = Relay(database, temporal.client, vault=vault, clock=clock)
    relay._failures = 9
    began = time.monotonic()
    await relay._pause()
    assert 4.5 < time.monotonic() - began < 8


async def test_while_temporal_is_away_calls_are_not_touched(
    database: Database, vault: Vault, temporal: CountingTemporal, relay: Relay
) -> None:
    await many_calls(database, vault, 30)
    temporal.away = True
    for _ in range(5):
        assert not await relay.relay_once()
    tried = temporal.tried
    assert not await relay.relay_once()
    assert temporal.tried == tried
    temporal.away = False
    while await relay.relay_once():
        pass
    assert len(temporal.signals) == 30


async def test_a_server_that_swallows_calls_costs_one_round_of_timeouts_and_no_more(
    database: Database,
    vault: Vault,
    temporal: CountingTemporal,
    relay: Relay,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("intake.relay.signals.RPC_TIMEOUT", timedelta(milliseconds=300))
    await many_calls(database, vault, 60)
    temporal.hangs = True
    began = time.monotonic()
    for _ in range(10):
        await relay.relay_once()
    assert time.monotonic() - began < 5
    assert temporal.tried == relay_module.AT_ONCE
    temporal.hangs = False
    while await relay.relay_once():
        pass
    assert len(temporal.signals) == 60


async def test_after_an_outage_a_single_call_is_tried_before_the_others(
    database: Database, vault: Vault, temporal: CountingTemporal, relay: Relay
) -> None:
    """It may say that it serves while its own database is away."""
    await many_calls(database, vault, 30)
    away = RPCError("busy", RPCStatusCode.RESOURCE_EXHAUSTED, b"")
    temporal.refuses = lambda facts: away
    await relay.relay_once()
    tried = temporal.tried
    await relay.relay_once()
    await relay.relay_once()
    assert temporal.tried - tried == 2


async def test_an_outage_does_not_fill_the_log(temporal: CountingTemporal, relay: Relay) -> None:
    with own_logs() as lines:
        for _ in range(100):
            relay._failed("temporal_away")
    assert [line["failures"] for line in lines] == [1, 2, 4, 8, 16, 32, 64]
