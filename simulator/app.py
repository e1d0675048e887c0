"""Puts the simulator together: one process that plays Twilio, SendGrid and every phone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from simulator import mail_journey, sms_journey
from simulator.config import SimulatorConfig
from simulator.control import control_router
from simulator.lookups_api import lookups_router
from simulator.phones import HERE, phones_router
from simulator.sendgrid_account_api import sendgrid_account_router
from simulator.sendgrid_api import sendgrid_router
from simulator.signing import EventSigner
from simulator.simulation import Refusal, Simulation
from simulator.store import Store
from simulator.twilio_account_api import twilio_account_router
from simulator.twilio_api import twilio_router


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def create_app(
    config: SimulatorConfig,
    *,
    store_path: Path | None = None,
    event_key_pem: bytes | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """The application. `store_path` keeps the threads over a restart; without a key it is always the same."""
    simulation = Simulation(config=config, store=Store(store_path), clock=clock, signer=EventSigner(event_key_pem))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # A provider that was away goes on with what it had accepted.
        for message in simulation.store.unfinished():
            travel = mail_journey.travel if message.channel == "email" else sms_journey.travel
            simulation.webhooks.start(travel(simulation, message))
        yield
        await simulation.webhooks.close()
        simulation.store.close()

    app = FastAPI(title="Caseline simulator", lifespan=lifespan)

    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return refusal.answer

    vendors = (twilio_router, twilio_account_router, lookups_router, sendgrid_router, sendgrid_account_router)
    for router in (*vendors, control_router, phones_router):
        app.include_router(router(simulation))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    return app
