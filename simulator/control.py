"""How tests and benchmarks steer the simulator and count what it accepted."""

from __future__ import annotations

from itertools import takewhile
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from simulator.inbound import receive
from simulator.simulation import Simulation
from simulator.twilio_api import E164

ANY_NETWORK = E164.pattern.replace("^", "^(rcs:|whatsapp:)?")


class Inbound(BaseModel):
    """A text that a person writes to the agency."""

    model_config = ConfigDict(extra="forbid")

    sender: Annotated[str, Field(alias="from", pattern=ANY_NETWORK)]
    to: str | None = None
    body: Annotated[str, Field(min_length=1, max_length=1600)]


class MessageQuery(BaseModel):
    """Which messages to show; `limit` keeps the latest."""

    channel: str | None = None
    to: str | None = None
    since: AwareDatetime | None = None
    direction: str = "outbound"
    limit: Annotated[int | None, Field(ge=0)] = None


def control_router(simulation: Simulation) -> APIRouter:
    """The routes under /_control."""
    router = APIRouter(prefix="/_control")

    @router.get("")
    async def state() -> dict[str, object]:
        messages = simulation.store.messages
        return {
            "config": simulation.config.model_dump(),
            "event_public_key": simulation.signer.public_key,
            "messages": len(messages),
            "under_way": simulation.webhooks.under_way,
            "counts": dict(simulation.counts),
        }

    @router.post("")
    async def configure(changes: Annotated[dict[str, object], Body()]) -> dict[str, object]:
        try:
            simulation.configure(changes)
        except ValidationError as error:
            raise HTTPException(422, error.errors(include_url=False, include_context=False)) from error
        return await state()

    @router.post("/reset")
    async def reset() -> dict[str, object]:
        await simulation.reset()
        return await state()

    @router.get("/messages")
    async def messages(wanted: Annotated[MessageQuery, Query()]) -> JSONResponse:
        # Straight to JSON: a benchmark asks for tens of thousands at once.
        return JSONResponse(_messages(simulation, wanted))

    @router.post("/inbound")
    async def inbound(text: Inbound) -> dict[str, object]:
        to = text.to or _last_sender(simulation, text.sender)
        return (await receive(simulation, sender=text.sender, to=to, body=text.body)).as_json()

    return router


def _messages(simulation: Simulation, wanted: MessageQuery) -> dict[str, object]:
    """Those accepted, the oldest first, and how many match."""
    since = wanted.since
    recent = takewhile(lambda m: since is None or m.created_at >= since, simulation.store.newest_first(wanted.to))
    found = [m for m in recent if m.direction.startswith(wanted.direction) and wanted.channel in {None, m.channel}]
    shown = found[: wanted.limit]
    return {"count": len(found), "messages": [m.as_json() for m in reversed(shown)]}


def _last_sender(simulation: Simulation, person: str) -> str:
    latest = next((m for m in simulation.store.newest_first(person) if m.channel == "sms"), None)
    return latest.sender if latest else simulation.config.service_number
