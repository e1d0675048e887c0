"""Everything `caseline up` runs: Temporal, simulator, worker and API, started in order and ended together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from commands.local.demo_agency import DemoAgency, demo_agency
from commands.local.demo_coaching import invent_coaching
from commands.local.demo_staff import demo_links
from commands.local.stack_settings import api_address, environment, phones_address, with_free_ports
from commands.local.state_lock import locked_state
from commands.local.temporal_server import ReadyServer, ready_server
from commands.private_state import keep_private
from commands.replaying.running_address import Running
from db import migrate
from db.connection.session import Database
from db.contact_refs import hash_plain_refs
from db.encryption.fitting import ring_made_once
from db.encryption.vault import Vault
from engine.processes import Command, ManagedProcesses
from engine.server import ServerAddress, ServerBinary
from settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStack:
    """What runs, and where."""

    processes: ManagedProcesses
    demo: DemoAgency
    staff_links: Mapping[str, str]
    """Role and badge of invented staff -> the link that signs in as them."""
    api: str
    phones: str
    temporal: str
    temporal_ui: str | None

    @property
    def running(self) -> Running:
        """Its addresses and the key of the demonstration agency."""
        demo = self.demo
        return Running(api=self.api, phones=self.phones, temporal=self.temporal, agency=demo.ori, key=demo.key)


@contextlib.asynccontextmanager
async def running_stack(
    settings: Settings, found: ServerAddress | ServerBinary, say: Callable[[str], None]
) -> AsyncIterator[LocalStack]:
    """Start everything; end it, last first, when the block ends. Raises StateInUse, PortTaken and ProcessFailed."""
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for sentence in keep_private(settings).sentences():
        say(sentence)
    with locked_state(settings.state_dir, say) as reaper:
        processes = ManagedProcesses(reaper)
        try:
            yield await _start(with_free_ports(settings, found, say), found, processes, say)
        finally:
            await asyncio.to_thread(processes.stop_all)


async def _start(
    settings: Settings, found: ServerAddress | ServerBinary, processes: ManagedProcesses, say: Callable[[str], None]
) -> LocalStack:
    if isinstance(found, ServerAddress):
        say(f"Connecting to the Temporal server at {found.address} ...")
    else:
        say("Starting the Temporal server ...")
    temporal = await ready_server(settings, found, processes)
    say("Preparing the database ...")
    demo, staff_links = await _prepared(settings)
    say("Starting the simulator, the worker and the API ...")
    await _start_our_own(settings, temporal, processes)
    return LocalStack(
        processes=processes,
        demo=demo,
        staff_links=staff_links,
        api=api_address(settings),
        phones=phones_address(settings),
        temporal=temporal.address,
        temporal_ui=temporal.ui_url,
    )


async def _prepared(settings: Settings) -> tuple[DemoAgency, Mapping[str, str]]:
    """Database, key ring, the demonstration agency and its staff, made if they are not there."""
    await asyncio.to_thread(migrate.upgrade, settings.database)
    database = Database(settings.database)
    try:
        ring = await ring_made_once(database, settings.keys_path, now=datetime.now(UTC))
        await hash_plain_refs(database, Vault(ring))
        demo = await demo_agency(settings, database)
        now, base_url = datetime.now(UTC), settings.base_url
        async with database.transaction() as session:
            links = await demo_links(session, Vault(ring), ori=demo.ori, base_url=base_url, now=now)
        await invent_coaching(database, settings.analytics_path, demo.ori, now=now)
        return demo, links
    finally:
        await database.dispose()


async def _start_our_own(settings: Settings, temporal: ReadyServer, processes: ManagedProcesses) -> None:
    env = {**os.environ, **environment(settings, temporal.address, temporal.ui_url)}
    for name in ("simulator", "worker", "api"):
        words = [sys.executable, "-c", "from cli import main; main()", name]
        processes.start(Command(name=name, words=words, environment=env, log=settings.state_dir / f"{name}.log"))
    await processes.until_ready("simulator", answers(f"{phones_address(settings)}/_control"))
    await processes.until_ready("api", answers(f"{api_address(settings)}/health/ready"))


async def answers(url: str) -> None:
    """Until this address answers."""
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url)).is_success:
                    return
            await asyncio.sleep(0.1)
