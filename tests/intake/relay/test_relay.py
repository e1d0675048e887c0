"""From the inbox to Temporal, whatever is away and however many relays there are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import select
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import InboxEvent
from engine.client import TemporalUnreachable
from intake.calls.accept import Intake
from intake.calls.events import EventIn, incoming
from intake.relay.relay import Relay
from tests.database import CAD, NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, accept, an_event
from tests.intake.fakes import FakeTemporal, StandingClock


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


def ids(temporal: FakeTemporal) -> list[str]:
    return [facts["id"] for _, facts in temporal.signals]


async def rows(database: Database) -> Sequence[InboxEvent]:
    async with database.reading() as session:
        return (await session.scalars(select(InboxEvent).order_by(InboxEvent.seq))).all()  # type: ignore[arg-type]  # a column


async def test_events_of_a_call_are_relayed_in_the_order_they_came(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal
) -> None:
    for number in range(25):
        await accept(database, vault, an_event(str(number)))
    assert await relay.relay_once()
    assert await relay.relay_once()
    assert not await relay.relay_once()
    assert ids(temporal) == [str(number) for number in range(25)]
    assert (await relay.lag()).waiting == 0


async def test_while_temporal_is_away_events_wait_and_then_go_in_order(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal, clock: StandingClock
) -> None:
    temporal.away = True
    for number in range(3):
        await accept(database, vault, an_event(str(number)))
        assert not await relay.relay_once()
    clock.pass_(timedelta(minutes=2))
    lag = await relay.lag()
    assert (lag.waiting, lag.oldest) == (3, timedelta(minutes=2))
    temporal.away = False
    await relay.relay_once()
    assert ids(temporal) == ["0", "1", "2"]


async def test_a_server_that_cannot_be_connected_to_is_tried_again(
    database: Database, vault: Vault, temporal: FakeTemporal, clock: StandingClock
) -> None:
    answers: list[Any] = [TemporalUnreachable(address="x:1", namespace="default", waited=timedelta()), temporal]

    async def client() -> Client:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]  # the fake

    relay = Relay(database, client, vault=vault, clock=clock)
    await accept(database, vault, an_event("1"))
    assert not await relay.relay_once()
    assert await relay.relay_once()
    assert ids(temporal) == ["1"]


async def test_an_event_that_is_too_large_is_given_up_and_blocks_nothing(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal
) -> None:
    await accept(database, vault, an_event("1"), an_event("2"), an_event("3"))
    async with database.transaction() as session:
        huge = {"type": "call.updated", "occurred_at": NOW.isoformat(), "id": "2", "merged_into": "x" * 100_000}
        await session.execute(update(InboxEvent).where(InboxEvent.event_id == "2").values(facts=huge))  # type: ignore[arg-type]  # a column
    while await relay.relay_once():
        pass
    assert ids(temporal) == ["1", "3"]
    assert (await relay.lag()).given_up == 1
    [given_up] = [row for row in await rows(database) if row.given_up_at]
    assert given_up.event_id == "2"
    assert str(given_up.last_error).startswith("malformed: merged_into")


async def test_an_event_that_temporal_finds_too_large_is_given_up(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal
) -> None:
    too_large = RPCError("Blob data size exceeds limit.", RPCStatusCode.INVALID_ARGUMENT, b"")
    temporal.refuses = lambda facts: too_large if facts["id"] == "1" else None
    await accept(database, vault, an_event("1"), an_event("2"))
    while await relay.relay_once():
        pass
    assert ids(temporal) == ["2"]
    assert (await relay.lag()).given_up == 1


async def test_a_call_that_temporal_refuses_waits_longer_each_time_while_others_go_on(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal, clock: StandingClock
) -> None:
    refusal = RPCError("no such search attribute", RPCStatusCode.INVALID_ARGUMENT, b"")
    temporal.refuses = lambda facts: refusal if facts["id"] == "1" else None
    await accept(database, vault, an_event("1"))
    assert await relay.relay_once()
    await accept(database, vault, an_event("2"))
    assert not await relay.relay_once()
    clock.pass_(timedelta(seconds=3))
    assert await relay.relay_once()
    assert ids(temporal) == []
    temporal.refuses = lambda facts: None
    clock.pass_(timedelta(minutes=1))
    await relay.relay_once()
    assert ids(temporal) == ["1", "2"]


async def test_a_claim_whose_owner_died_runs_out(
    database: Database, vault: Vault, temporal: FakeTemporal, clock: StandingClock
) -> None:
    async def dead() -> Client:
        raise KeyboardInterrupt

    await accept(database, vault, an_event("1"))
    dying = Relay(database, dead, vault=vault, clock=clock)
    with pytest.raises(KeyboardInterrupt):
        await dying._waiting.claim(1) and await dead()
    living = Relay(database, temporal.client, vault=vault, clock=clock)
    assert not await living.relay_once()
    clock.pass_(timedelta(seconds=21))
    assert await living.relay_once()
    assert ids(temporal) == ["1"]


async def test_several_relays_keep_the_order_of_events_posted_all_at_once(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    temporal = SlowTemporal()
    relays = [
        Relay(database, temporal.client, vault=vault, clock=clock, poll=timedelta(milliseconds=20)) for _ in range(3)
    ]
    running = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        await asyncio.gather(*(accept(database, vault, an_event(str(number))) for number in range(20)))
        async with asyncio.timeout(60):
            while (await relays[0].lag()).waiting:
                relays[0].wake()
                await asyncio.sleep(0.02)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    assert ids(temporal) == [row.event_id for row in await rows(database)]


class SlowTemporal(FakeTemporal):
    """Takes its time, so that relays meet."""

    async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
        await asyncio.sleep(0.005)
        await super().start_workflow(workflow, arg, **options)


async def test_an_unforeseen_error_does_not_stop_the_relay(
    database: Database, vault: Vault, clock: StandingClock, temporal: FakeTemporal
) -> None:
    answers: list[Any] = [RuntimeError("Ana Example"), temporal]

    async def client() -> Client:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]  # the fake

    relay = Relay(database, client, vault=vault, clock=clock)
    await accept(database, vault, an_event("1"))
    assert not await relay.relay_once()
    clock.pass_(timedelta(minutes=2))
    assert await relay.relay_once()
    assert ids(temporal) == ["1"]


async def test_e6_a_storm_that_is_relayed_keeps_no_other_agency_waiting(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal
) -> None:
    """What is relayed is written down in turns of the storm's agency; the first round has the other agency's call."""
    for n in range(40):
        call = f"26-1{n:05}"
        sent = {"type": "call.updated", "source": "cad", "id": call, "time": NOW, "subject": call}
        await accept(database, vault, incoming(EventIn.model_validate(sent, strict=False)))
    other = "WAOTH0000"
    await a_call(database, "26-9", ori=other)
    sent = {"type": "call.updated", "source": "cad", "id": "theirs", "time": NOW, "subject": "26-9"}
    async with database.transaction() as session:
        theirs = Intake(session, vault, ori=other, by=CAD, now=NOW)
        await theirs.accept([incoming(EventIn.model_validate(sent, strict=False))])
    assert await relay.relay_once()
    assert "theirs" in ids(temporal)
