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
from commands.temporal_server import serving
from db import migrate
from db.keyring import KeyRing
from db.session import Database
from engine.server import ServerAddress, ServerBinary, claim
from settings import Settings
from simulator.config import SimulatorConfig

READY_WITHIN = 60.0
"""Seconds a process has until it answers."""

LAST_FIRST = ("api", "worker", "simulator")


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
    """Start everything; end it, last first, when the block ends. Raises ChildDied and PortTaken."""
    ports = settings.model_copy(
        update={
            "port": claim(settings.port, setting="CASELINE_PORT", purpose="the API", host=settings.host),
            "simulator_port": claim(
                settings.simulator_port, setting="CASELINE_SIMULATOR_PORT", purpose="the simulator's phones"
            ),
        }
    )
    children = Children(log_dir=settings.state_dir)
    say("Starting the Temporal server")
    async with serving(settings, found) as temporal:
        if temporal.process is not None:
            children.watch("temporal", temporal.process)
        say("Preparing the database")
        await asyncio.to_thread(migrate.upgrade, ports.database)
        await asyncio.to_thread(KeyRing.create_once, ports.keys_path, now=datetime.now(UTC))
        database = Database(ports.database)
        try:
            demo = await demonstration(ports, database, public_url=ports.base_url)
        finally:
            await database.dispose()
        try:
            await _start_all(children, ports, temporal.address, say)
            yield Town(
                children=children,
                demo=demo,
                api=ports.base_url,
                phones=_phones(ports),
                temporal=temporal.address,
                temporal_ui=temporal.ui_url,
            )
        finally:
            await children.stop_all(LAST_FIRST)


async def _start_all(children: Children, settings: Settings, temporal: str, say: Callable[[str], None]) -> None:
    environment = _environment(settings, temporal)
    say("Starting the simulator, the worker and the API")
    await children.start_caseline("simulator", environment)
    await _until_ready(children, f"{_phones(settings)}/_control")
    await children.start_caseline("worker", environment)
    await children.start_caseline("api", environment)
    await _until_ready(children, f"http://{settings.host}:{settings.port}/health/ready")


def _phones(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.simulator_port}"


def _environment(settings: Settings, temporal: str) -> dict[str, str]:
    """What the children are told: the providers are the simulator, whatever the environment says."""
    phones, config = _phones(settings), SimulatorConfig()
    return {
        "CASELINE_STATE_DIR": str(settings.state_dir.resolve()),
        "CASELINE_DATABASE_URL": settings.database,
        "CASELINE_KEYS_FILE": str(settings.keys_path.resolve()),
        "CASELINE_PORT": str(settings.port),
        "CASELINE_PUBLIC_URL": settings.base_url,
        "CASELINE_SIMULATOR_PORT": str(settings.simulator_port),
        "CASELINE_TWILIO_BASE_URL": phones,
        "CASELINE_TWILIO_ACCOUNT_SID": config.account_sid,
        "CASELINE_TWILIO_AUTH_TOKEN": config.auth_token,
        "CASELINE_TWILIO_FROM": config.service_number,
        "CASELINE_SENDGRID_BASE_URL": phones,
        "CASELINE_SENDGRID_API_KEY": config.api_key,
        "CASELINE_EMAIL_FROM": "updates@springfield-police.example.com",
        "TEMPORAL_ADDRESS": temporal,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
    }


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
