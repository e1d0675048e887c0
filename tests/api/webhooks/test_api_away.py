"""People write while the API is away, killed or not yet started: a real process hears each of them once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx

from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.tables import Agency
from engine.processes import Command, ManagedProcesses
from tests.intake.texts import ANA, ORI, Town, anas_town
from tests.listening import a_place
from tests.patience import until
from tests.read_once import trusted
from tests.simulator_process import SimulatorProcess
from tests.world import ROOT, simulator_settings

STRANGER = "+12065550199"


class ApiProcess:
    """`caseline api`, without a Temporal server."""

    def __init__(self, database: Database, keys: KeyRing, simulator: SimulatorProcess) -> None:
        with a_place() as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        settings = simulator_settings(simulator)
        environment = os.environ | {
            "CASELINE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "CASELINE_KEYS_FILE": str(keys.path),
            "CASELINE_PORT": str(port),
            "CASELINE_PUBLIC_URL": self.url,
            "CASELINE_TWILIO_BASE_URL": settings.twilio_base_url,
            "CASELINE_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
            "CASELINE_TWILIO_AUTH_TOKEN": "the next token",
            "CASELINE_TWILIO_OTHER_AUTH_TOKEN": settings.twilio_auth_token,
            "CASELINE_TWILIO_FROM": settings.twilio_from,
            "CASELINE_INBOUND_LIST_SECONDS": "2",
            "TEMPORAL_ADDRESS": "127.0.0.1:1",
        }
        words = [sys.executable, "-c", "import cli; cli.main()", "api"]
        self._command = Command(name="api", words=words, environment=environment, folder=ROOT)
        self._processes = ManagedProcesses()

    async def start(self) -> None:
        self._processes.start(self._command)
        await until(self._is_up)

    async def kill(self) -> None:
        api = self._processes["api"]
        api.signal(signal.SIGKILL)
        assert await api.exited() == -signal.SIGKILL

    async def _is_up(self) -> bool:
        async with httpx.AsyncClient(trust_env=False, verify=trusted()) as http:
            try:
                return (await http.get(f"{self.url}/health/live")).status_code == 200
            except httpx.TransportError:
                return False


@asynccontextmanager
async def running(api: ApiProcess) -> AsyncIterator[None]:
    await api.start()
    try:
        yield
    finally:
        await api.kill()


async def test_d3_texts_written_while_the_api_is_away_are_heard_once_when_it_is_back(
    sqlite_database: Database, key_ring: KeyRing, vault: Vault, simulator: SimulatorProcess
) -> None:
    """Twilio's token is being replaced meanwhile: what is signed with either counts."""
    town: Town = await anas_town(sqlite_database, vault)
    async with sqlite_database.transaction() as session:
        (await session.get_one(Agency, ORI)).created_at = datetime.now(UTC)
    api, control = ApiProcess(sqlite_database, key_ring, simulator), simulator.control
    control.reset()
    control.configure(inbound_url=f"{api.url}/webhooks/twilio/inbound", webhook_retry_seconds=0)

    async def write(body: str, sender: str = ANA) -> None:
        await asyncio.to_thread(control.inbound, sender=sender, to="+15005550006", body=body)

    async def heard(number: int) -> None:
        async def enough() -> bool:
            return len(await town.replies()) >= number

        await until(enough)

    await write("no more texts please")
    await write("help me, he is back")
    async with running(api):
        await write("what is new?")
        await heard(1)  # the two of before wait a while, since a webhook may bring them again
    await write("he has a gun", STRANGER)
    async with running(api):
        await heard(4)
        await write("the car was blue", STRANGER)
        await heard(5)
        await asyncio.sleep(5)  # two more lists
    replies = await town.replies()
    assert sorted(reply.intent for reply in replies) == ["emergency", "emergency", "opt_out", "other", "other"]
    assert len({reply.provider_message_id for reply in replies}) == 5
    assert await town.stopped() == {"updates", "survey"}
    assert sorted(await town.tasks()) == ["emergency_reply", "emergency_reply", "reply", "reply"]
    assert ("emergency", "es") in await town.answers()
