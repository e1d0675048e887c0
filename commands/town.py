"""Everything `caseline up` runs: Temporal, simulator, worker and API, started in order and ended together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from commands.children import Children
from commands.demo import Demo, demonstration
from commands.guarded import guarded
from commands.temporal_server import serving
from commands.town_settings import api_address, claimed, environment, phones_address
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from engine.server import ServerAddress, ServerBinary
from settings import Settings

READY_WITHIN = 60.0
"""Seconds a process has until it answers."""

FIRST_LAST = ("simulator", "worker", "api")
LAST_FIRST = FIRST_LAST[::-1]


class ChildDied(Exception):
    """A process ended by itself; the message ends with its last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where everything is."""

    children: Children
    demo: Demo
    api: str
    phones: str
    temporal: str
    temporal_ui: str | None


@contextlib.asynccontextmanager
async def running_town(
    settings: Settings, found: ServerAddress | ServerBinary, say: Callable[[str], None]
) -> AsyncIterator[Town]:
    """Start everything; end it, last first, when the block ends. Raises StateInUse, PortTaken and ChildDied."""
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with guarded(settings.state_dir, say) as guardian:
        children = Children(log_dir=settings.state_dir, guardian=guardian)
        async with _running(settings, found, children, say) as town:
            yield town


@contextlib.asynccontextmanager
async def _running(
    settings: Settings, found: ServerAddress | ServerBinary, children: Children, say: Callable[[str], None]
) -> AsyncIterator[Town]:
    ports = claimed(settings)
    children.new_log("temporal")
    if isinstance(found, ServerAddress):
        say(f"Connecting to the Temporal server at {found.address}")
    else:
        say("Starting the Temporal server")
    async with serving(ports, found) as temporal:
        if temporal.process is not None:
            children.watch("temporal", temporal.process)
        say("Preparing the database")
        demo = await _prepared(ports)
        try:
            await _start_all(children, ports, temporal.address, say)
            yield Town(
                children=children,
                demo=demo,
                api=api_address(ports),
                phones=phones_address(ports),
                temporal=temporal.address,
                temporal_ui=temporal.ui_url,
            )
        finally:
            await children.stop_all(LAST_FIRST)


async def _prepared(settings: Settings) -> Demo:
    """Database, key ring and the demonstration agency, made if they are not there."""
    await asyncio.to_thread(migrate.upgrade, settings.database)
    await asyncio.to_thread(KeyRing.create_once, settings.keys_path, now=datetime.now(UTC))
    database = Database(settings.database)
    try:
        return await demonstration(settings, database, public_url=settings.base_url)
    finally:
        await database.dispose()


async def _start_all(children: Children, settings: Settings, temporal: str, say: Callable[[str], None]) -> None:
    told = environment(settings, temporal)
    say("Starting the simulator, the worker and the API")
    for name in FIRST_LAST:
        await children.start_caseline(name, told)
    await _until_ready(children, f"{phones_address(settings)}/_control")
    await _until_ready(children, f"{api_address(settings)}/health/ready")


async def _until_ready(children: Children, url: str) -> None:
    async with asyncio.timeout(READY_WITHIN), httpx.AsyncClient(timeout=5) as client:
        while True:
            died = children.dead()
            if died is not None:
                raise ChildDied(obituary(children, died))
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url)).is_success:
                    return
            await asyncio.sleep(0.1)


def obituary(children: Children, name: str) -> str:
    """What to tell of a process that ended by itself."""
    return f"{name} ended by itself. The end of {children.log(name)}:\n{children.last_words(name)}"
