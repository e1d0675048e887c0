"""The relay and a real Temporal server: what a workflow hears, in which order, and how it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from db.connection.session import Database
from db.encryption.vault import Vault
from engine.client import TemporalUnreachable
from intake.relay import signals
from intake.relay.relay import Relay
from tests.database import NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, accept, an_event
from tests.intake.fakes import StandingClock
from tests.intake.relay.test_relay import rows
from workflows.contract import CALL_FOR_SERVICE, CallForServiceInput, workflow_id


@workflow.defn(name=CALL_FOR_SERVICE)
class Listener:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self, call: CallForServiceInput) -> None:
        """Until cancelled."""
        del call
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def event(self, facts: dict[str, Any]) -> None:
        """As `CallForService`."""
        self.heard.append(facts["id"])

    @workflow.signal
    def events(self, several: list[dict[str, Any]]) -> None:
        """As `CallForService`."""
        self.heard += [facts["id"] for facts in several]

    @workflow.signal
    def messages_added(self) -> None:
        """As `CallForService`."""
        self.heard.append("messages")

    @workflow.query
    def all(self) -> list[str]:
        """In order."""
        return self.heard


@pytest.fixture
async def listening(temporal_client: Client, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    queue = f"listen-{uuid4().hex}"
    monkeypatch.setattr(signals, "TASK_QUEUE", queue)
    monkeypatch.setattr(signals, "workflow_id", lambda ori, number: f"{workflow_id(ori, number)}/{queue}")
    worker = Worker(
        temporal_client, task_queue=queue, workflows=[Listener], workflow_runner=UnsandboxedWorkflowRunner()
    )
    async with worker:
        identity = f"{workflow_id(ORI, CALL)}/{queue}"
        yield identity
        await temporal_client.get_workflow_handle(identity).terminate()


async def test_what_was_accepted_while_temporal_was_away_is_heard_in_order_afterwards(
    database: Database, vault: Vault, temporal_client: Client, listening: str
) -> None:
    await a_call(database, CALL, ori=ORI)
    reachable = False

    async def client() -> Client:
        if not reachable:
            raise TemporalUnreachable(address="127.0.0.1:1", namespace="default", waited=timedelta())
        return temporal_client

    relays = [
        Relay(database, client, vault=vault, clock=StandingClock(NOW), poll=timedelta(milliseconds=50))
        for _ in range(2)
    ]
    running = [asyncio.create_task(relay.run()) for relay in relays]
    await asyncio.gather(*(accept(database, vault, an_event(f"{n}", incident_type="LARCENY")) for n in range(20)))
    assert (await relays[0].lag()).waiting == 20
    reachable = True
    async with asyncio.timeout(60):
        while (await relays[0].lag()).waiting:  # noqa: ASYNC110  another process could as well relay them
            await asyncio.sleep(0.1)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)

    handle = temporal_client.get_workflow_handle(listening)
    accepted = [row.event_id for row in await rows(database)]
    assert await handle.query(Listener.all) == accepted
    described = await handle.describe()
    assert await described.static_summary() == "Theft"
    shown = {pair.key.name: pair.value for pair in described.typed_search_attributes.search_attributes}
    shown.pop("BuildIds", None)
    assert shown == {"Agency": ORI, "CallStatus": "received", "CallType": "LARCENY"}


async def test_facts_above_the_limits_of_the_server_can_never_be_relayed(temporal_client: Client) -> None:
    call = signals.CallToSignal(ori=ORI, call_number=f"big-{uuid4().hex}", status="received", known={})
    with pytest.raises(signals.CannotRelay):
        await signals._signal(temporal_client, call, "event", {"unit": "x" * 3_000_000}, {})
