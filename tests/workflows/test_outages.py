"""The database or the Temporal server goes away in the middle of a call: it waits, and goes on where it was."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from db.connection.session import Database
from db.encryption.vault import Vault
from engine import search_attributes
from engine.client import connect
from engine.server import ServerOptions, Sources, free_port, install, start
from engine.time_skipping import WorkflowClock
from tests.database import PostgresDatabases
from tests.patience import until
from tests.postgres import PostgresServer
from tests.simulator_process import SimulatorProcess
from tests.world import CALLER, World, simulator_settings


@pytest.fixture
async def world_on_postgres(
    temporal_client: Client, vault: Vault, simulator: SimulatorProcess
) -> AsyncIterator[tuple[World, PostgresServer]]:
    """A world whose database may be stopped: a server of its own."""
    server = PostgresServer()
    server.start()
    databases = PostgresDatabases(server, server.url())
    databases.make_template()
    database = Database(databases.create())
    simulator.control.reset()
    world = World(
        client=temporal_client,
        database=database,
        vault=vault,
        simulator=simulator,
        settings=simulator_settings(simulator),
        clock=WorkflowClock(temporal_client),
    )
    await world.open_agency()
    await world.start_workers()
    yield world, server
    await world.close()
    await database.dispose()
    server.remove()


async def test_a_call_waits_for_the_database_and_goes_on(world_on_postgres: tuple[World, PostgresServer]) -> None:
    world, server = world_on_postgres
    call = world.call()
    call.received_at -= timedelta(hours=2)
    await call.contact(CALLER)
    await call.receive()
    await call.settle()
    await asyncio.to_thread(server.stop)
    for n in range(5):
        await call.report("call.updated", 10 + n, event_id=f"beat-{n}", beat=f"B{n}")
    await call.report("call.closed", 30, disposition="05")
    await asyncio.sleep(6)  # longer than RECORD_WAIT_IN_TASK: by now a timer waits, not a task
    await asyncio.to_thread(server.start)
    await until(lambda: call.handle.query("status"))
    await call.reach(122)
    await until(lambda: _said(world, "outcome_handled"))
    kinds = [line.entry_key for line in await call.timeline() if line.kind == "event"]
    assert [key for key in kinds if key.startswith("cad/beat-")] == [f"cad/beat-{n}" for n in range(5)]
    assert len(kinds) == len(set(kinds)) == 7
    assert len(world.texts()) == len(await call.said()) == len(set(await call.said()))


async def _said(world: World, key: str) -> bool:
    (call,) = world._calls
    return key in await call.said()


async def test_a_call_goes_on_after_the_temporal_server_was_killed(
    empty_world: World, server_sources: Sources, tmp_path: Path
) -> None:
    binary = install(server_sources, lambda text, done=None, total=None: None).path
    options = ServerOptions(port=free_port(), headless=True, database=tmp_path / "temporal.db")
    server = await start(binary, options)
    try:
        client = await connect(address=server.address)
        await search_attributes.register(client)
        world = empty_world
        world.client, world.clock = client, WorkflowClock(client)
        await world.start_workers()
        call = world.call()
        await call.contact(CALLER)
        await call.receive()
        await call.play((10, "unit.arrived", {}))
        server.process.signal(signal.SIGKILL)
        await server.process.exited()
        server = await start(binary, options)
        await call.play((30, "call.closed", {"disposition": "05"}))
        assert await call.said() == ["call_received", "outcome_handled"]
        assert len(world.texts()) == 2
        await world.close()
    finally:
        await asyncio.to_thread(server.process.stop)
