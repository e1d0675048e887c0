"""Events that the process which took them in relays itself: at once, in order, and again by another if it dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, inbox
from domain.wakes import WakeUp
from intake.calls.accept import Intake
from intake.calls.events import EventIn, IncomingEvent, incoming
from intake.relay import in_hand
from intake.relay.claims import CLAIM
from intake.relay.relay import Relay
from tests.database import CAD, NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, an_event
from tests.intake.fakes import FakeTemporal, StandingClock
from tests.intake.relay.test_relay import ids, rows
from tests.patience import until
from tests.statements import statements_of

POLL = timedelta(milliseconds=20)


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


@asynccontextmanager
async def running(*relays: Relay) -> AsyncIterator[None]:
    """Until they have looked once: then what comes may be in hand."""
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        await until(lambda: all(relay.in_hand.is_open for relay in relays))
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def take_in(database: Database, vault: Vault, relay: Relay, *events: IncomingEvent) -> None:
    """As the API does."""
    async with database.transaction() as session:
        intake = Intake(session, vault, ori=ORI, by=CAD, now=NOW, in_hand=relay.in_hand)
        await intake.accept(events)
    intake.to_relay.hand_over()


def of_call(number: str, event_id: str) -> IncomingEvent:
    sent = {"type": "call.updated", "source": "cad", "id": event_id, "time": NOW, "subject": number}
    return incoming(EventIn.model_validate(sent, strict=False))


async def all_relayed(relay: Relay) -> None:
    async with asyncio.timeout(60):
        while (await relay.lag()).waiting:
            relay.wake()
            await asyncio.sleep(0.02)


class Gate(FakeTemporal):
    """Lets no signal through until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()

    async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
        await self.open.wait()
        await super().start_workflow(workflow, arg, **options)


async def test_an_event_is_handed_on_without_being_looked_for(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal
) -> None:
    async with running(relay):
        with statements_of(database) as asked:
            await take_in(database, vault, relay, an_event("1"))
            await until(lambda: bool(temporal.signals))
            await until(lambda: any("relayed_at=" in statement for statement in asked))
    said = [" ".join(statement.split()[:2]) for statement in asked if "waiting" not in statement]
    said = [words for words in said if not words.startswith("BEGIN")]
    assert said == ["SELECT calls.id", "INSERT INTO", "UPDATE inbox"]
    assert (await relay.lag()).waiting == 0


async def test_what_comes_while_an_older_event_is_on_its_way_goes_after_it_in_one_signal(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    temporal = Gate()
    relay = Relay(database, temporal.client, vault=vault, clock=clock)
    async with running(relay):
        for number in range(4):
            await take_in(database, vault, relay, an_event(str(number)))
        temporal.open.set()
        await all_relayed(relay)
    assert ids(temporal) == ["0", "1", "2", "3"]
    assert [start["start_signal"] for start in temporal.starts] == ["event", "events"]


async def test_an_event_does_not_go_before_what_another_process_has_in_hand(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    slow, quick = Gate(), FakeTemporal()
    one = Relay(database, slow.client, vault=vault, clock=clock, poll=POLL)
    other = Relay(database, quick.client, vault=vault, clock=clock, poll=POLL)
    async with running(one, other):
        await take_in(database, vault, one, an_event("1"))
        await take_in(database, vault, other, an_event("2"))
        await take_in(database, vault, one, an_event("3"))
        await asyncio.sleep(0.1)
        assert quick.signals == []
        slow.open.set()
        await all_relayed(one)
    heard = [*ids(slow), *ids(quick)]
    assert heard[0] == "1"
    assert sorted(heard) == ["1", "2", "3"]
    assert [each for each in heard if each != "1"] == ["2", "3"]


async def test_an_event_does_not_go_before_a_wake_up_that_waits(
    database: Database, vault: Vault, relay: Relay, temporal: FakeTemporal
) -> None:
    async with running(relay):
        async with database.transaction() as session:
            call = await calls.get_or_create(session, ORI, CALL, now=NOW)
            await inbox.wake(session, call, WakeUp(source="test", key="1"), now=NOW)
        await take_in(database, vault, relay, an_event("1"))
        await all_relayed(relay)
    assert [start["start_signal"] for start in temporal.starts] == ["messages_added", "event"]


async def test_what_a_killed_process_had_in_hand_another_relays_when_the_claim_runs_out(
    database: Database, vault: Vault, temporal: FakeTemporal, clock: StandingClock
) -> None:
    dying = Relay(database, temporal.client, vault=vault, clock=clock)
    dying.in_hand.is_open = True
    async with database.transaction() as session:
        killed = Intake(session, vault, ori=ORI, by=CAD, now=NOW, in_hand=dying.in_hand)
        await killed.accept([an_event("1")])  # committed, and never handed over
    living = Relay(database, temporal.client, vault=vault, clock=clock)
    assert not await living.relay_once()
    await take_in(database, vault, living, an_event("2"))
    assert not await living.relay_once()
    clock.pass_(CLAIM + timedelta(seconds=1))
    assert await living.relay_once()
    assert ids(temporal) == ["1", "2"]


async def test_what_was_signaled_and_not_noted_is_signaled_again_and_nothing_goes_before_it(
    database: Database, vault: Vault, temporal: FakeTemporal, clock: StandingClock
) -> None:
    dying = Relay(database, temporal.client, vault=vault, clock=clock)
    dying.in_hand.is_open = True
    await take_in(database, vault, dying, an_event("1"))
    await until(lambda: bool(temporal.signals))  # and it is killed before it notes that
    living = Relay(database, temporal.client, vault=vault, clock=clock)
    await take_in(database, vault, living, an_event("2"))
    clock.pass_(CLAIM + timedelta(seconds=1))
    while await living.relay_once():
        pass
    assert ids(temporal) == ["1", "1", "2"]


async def test_while_temporal_is_away_nothing_is_in_hand_and_afterwards_all_goes_in_order(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    temporal = FakeTemporal()
    relay = Relay(database, temporal.client, vault=vault, clock=clock, poll=POLL)
    async with running(relay):
        temporal.away = True
        for number in range(3):
            await take_in(database, vault, relay, an_event(str(number)))
            await asyncio.sleep(0.05)
        assert not relay.in_hand.is_open
        temporal.away = False
        await all_relayed(relay)
    assert ids(temporal) == ["0", "1", "2"]


async def test_an_event_that_can_never_be_relayed_does_not_take_others_along(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    temporal = Gate()
    too_large = RPCError("Blob data size exceeds limit.", RPCStatusCode.INVALID_ARGUMENT, b"")
    temporal.refuses = lambda facts: too_large if facts.get("id") == "2" else None
    relay = Relay(database, temporal.client, vault=vault, clock=clock, poll=POLL)
    async with running(relay):
        for number in range(5):
            await take_in(database, vault, relay, an_event(str(number)))
        temporal.open.set()
        await all_relayed(relay)
    assert ids(temporal) == ["0", "1", "3", "4"]
    assert [row.event_id for row in await rows(database) if row.given_up_at] == ["2"]


async def test_more_calls_at_once_than_are_in_hand_wait_in_the_inbox(
    database: Database, vault: Vault, clock: StandingClock
) -> None:
    temporal = Gate()
    relay = Relay(database, temporal.client, vault=vault, clock=clock, poll=POLL)
    async with running(relay):
        numbers = [f"26-9{n:05}" for n in range(in_hand.AT_ONCE + 3)]
        for number in numbers:
            await take_in(database, vault, relay, of_call(number, f"{number}/1"))
        assert sum(row.claimed_until is not None for row in await rows(database)) >= in_hand.AT_ONCE
        temporal.open.set()
        await all_relayed(relay)
    assert sorted(ids(temporal)) == [f"{number}/1" for number in numbers]


@pytest.mark.parametrize("seed", range(3))
async def test_with_two_processes_every_call_hears_its_events_in_the_order_they_were_stored(
    database: Database, vault: Vault, clock: StandingClock, seed: int
) -> None:
    """Some fail on the way, and are tried again."""
    chance = Random(seed)

    class Unsteady(FakeTemporal):
        async def start_workflow(self, workflow: str, arg: Any, **options: Any) -> None:
            await asyncio.sleep(chance.random() / 50)
            if chance.random() < 0.1:
                raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
            await super().start_workflow(workflow, arg, **options)

    temporal = Unsteady()
    relays = [Relay(database, temporal.client, vault=vault, clock=clock, poll=POLL) for _ in range(2)]
    numbers = [f"26-8{n:05}" for n in range(4)]
    async with running(*relays):
        sent = [of_call(number, f"{number}/{n}") for n in range(8) for number in numbers]
        await asyncio.gather(*(_a_little_later(database, vault, chance, relays, event) for event in sent))
        await all_relayed(relays[0])
    stored = [row.event_id for row in await rows(database)]
    for number in numbers:
        heard = list(dict.fromkeys(each for each in ids(temporal) if each.startswith(number)))
        assert heard == [each for each in stored if each.startswith(number)]


async def _a_little_later(
    database: Database, vault: Vault, chance: Random, relays: Sequence[Relay], event: IncomingEvent
) -> None:
    await asyncio.sleep(chance.random() / 5)
    await take_in(database, vault, chance.choice(relays), event)
