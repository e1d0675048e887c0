"""The API on a port of its own, so that the simulator's receipts and replies reach it as in the field."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from api.dependencies import ApiDependencies
from api.main import create_app
from api.server import server
from db.connection.session import Database
from db.encryption.vault import Vault
from intake.relay.relay import Relay
from messaging.providers.twilio_signature import OneAccount
from portal.code_sender import CodeSender
from settings import Settings
from tests.read_once import catalogs, question_sets, staff_catalogs, state_packs
from tests.simulator_process import SimulatorProcess
from wiring.api import sendgrid_events


def a_place() -> socket.socket:
    """A port that is ours already: its address goes into the settings before anything is sent."""
    # With its protocol named, asyncio sends at once; without it each answer waits 40 ms for the other side's ACK.
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.bind(("127.0.0.1", 0))
    place.listen(2048)
    return place


def address_of(place: socket.socket) -> str:
    """`http://127.0.0.1:port`."""
    return f"http://127.0.0.1:{place.getsockname()[1]}"


@asynccontextmanager
async def listening(
    place: socket.socket,
    settings: Settings,
    simulator: SimulatorProcess,
    *,
    database: Database,
    vault: Vault,
    temporal: Callable[[], Awaitable[Client]],
) -> AsyncIterator[None]:
    """Serve there until the block ends; `settings.public_url` is the address of the place."""
    webhooks = f"{settings.base_url}/webhooks"
    simulator.control.configure(
        event_webhook_url=f"{webhooks}/sendgrid/events", inbound_url=f"{webhooks}/twilio/inbound"
    )
    relay = Relay(database, temporal, vault=vault, clock=_now)
    app = create_app(
        ApiDependencies(
            database=database,
            vault=vault,
            relay=relay,
            code_sender=CodeSender(database, vault, planned=relay.wake, clock=_now),
            temporal=temporal,
            clock=_now,
            catalogs=catalogs(),
            staff_catalogs=staff_catalogs(),
            question_sets=question_sets(),
            state_packs=state_packs(),
            base_url=settings.base_url,
            leave_to=f"{settings.base_url}/health/live",
            twilio_secrets=OneAccount(account_sid=settings.twilio_account_sid, auth_token=settings.twilio_auth_token),
            sendgrid_events=sendgrid_events(settings),
        )
    )
    serving = server(app, host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve(sockets=[place]))
    while not serving.started:  # noqa: ASYNC110  uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        serving.should_exit = True
        await task


def _now() -> datetime:
    return datetime.now(UTC)
