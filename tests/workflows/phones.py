"""People text back: the API listens over real HTTP, and what they write comes from the simulator, signed by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from api.dependencies import ApiDependencies
from api.main import create_app
from api.server import server
from engine.server.ports import LOCALHOST, free_port
from intake.relay.relay import Relay
from messaging.providers.twilio_signature import OneAccount
from portal.code_sender import CodeSender
from tests.patience import until
from tests.read_once import catalogs, question_sets, staff_catalogs
from tests.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """Everybody's telephone."""

    world: World

    async def write(self, number: str, body: str) -> None:
        """Somebody writes; returns when the API has heard it."""
        await asyncio.to_thread(self.world.simulator.control.inbound, sender=number, body=body)

    async def read(self, number: str) -> list[str]:
        """Every text that reached this telephone, Twilio's own answers included."""
        texts = await asyncio.to_thread(self.world.simulator.control.messages, to=number, channel="sms")
        return [text["body"] for text in texts]

    async def read_until(self, number: str, words: str) -> str:
        """Wait for a text with these words, and return it."""
        async with asyncio.timeout(60):
            while True:
                found = [text for text in await self.read(number) if words in text]
                if found:
                    return found[-1]
                await asyncio.sleep(0.05)


@asynccontextmanager
async def listening(world: World, *, default_opt_out: bool = True) -> AsyncIterator[Phones]:
    """The API, and a simulator that posts to it; `default_opt_out` is Twilio's own handling of STOP."""
    port = free_port()
    base_url = f"http://{LOCALHOST}:{port}"

    async def client() -> Client:
        return world.client

    def clock() -> datetime:
        return datetime.now(UTC)

    config = world.simulator.config
    relay = Relay(world.database, client, vault=world.vault, clock=clock, poll=timedelta(milliseconds=200))
    dependencies = ApiDependencies(
        database=world.database,
        vault=world.vault,
        relay=relay,
        code_sender=CodeSender(world.database, world.vault, planned=relay.wake, clock=clock),
        temporal=client,
        clock=clock,
        catalogs=catalogs(),
        staff_catalogs=staff_catalogs(),
        question_sets=question_sets(),
        base_url=base_url,
        twilio_secrets=OneAccount(account_sid=config.account_sid, auth_token=config.auth_token),
    )
    serving = server(create_app(dependencies), host=LOCALHOST, port=port)
    task = asyncio.create_task(serving._serve())
    await until(lambda: serving.started)
    await asyncio.to_thread(
        world.simulator.control.configure,
        inbound_url=f"{base_url}/webhooks/twilio/inbound",
        default_opt_out=default_opt_out,
    )
    try:
        yield Phones(world=world)
    finally:
        serving.should_exit = True
        await task
