"""The API served over real HTTP from a thread of its own, for clients that are not asynchronous."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.dependencies import ApiDependencies
from api.main import create_app
from api.server import server
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, api_keys
from db.tables import ApiKey
from intake.relay.relay import Relay
from portal.code_sender import CodeSender
from tests.database import an_agency
from tests.intake.fakes import POLICY, FakeTemporal
from tests.read_once import catalogs, question_sets, staff_catalogs


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Where it answers, and a key that opens everything."""

    url: str
    key: str


@contextmanager
def running_api(directory: Path, *, ori: str = "WASPD0000") -> Iterator[Running]:
    """Serve until the block ends."""
    started: list[Running] = []
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(directory, ori, started, ready, stop)))
    thread.start()
    try:
        assert ready.wait(60)
        yield started[0]
    finally:
        stop.set()
        thread.join(30)


async def _serve(
    directory: Path, ori: str, started: list[Running], ready: threading.Event, stop: threading.Event
) -> None:
    url = f"sqlite:///{directory / 'caseline.db'}"
    await asyncio.to_thread(migrate.upgrade, url)
    database, temporal = Database(url), FakeTemporal()
    vault = Vault(KeyRing.create_once(directory / "keys.json", now=_now()))
    key = api_keys.new_key()
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ori, policy=POLICY))
        scopes = "calls:write calls:read case:write usage:read surveys:read replay"
        session.add(ApiKey(ori=ori, label="test", key_hash=api_keys.hash_key(key), scopes=scopes, created_at=_now()))
    relay = Relay(database, temporal.client, vault=vault, clock=_now)
    app = create_app(
        ApiDependencies(
            database=database,
            vault=vault,
            relay=relay,
            code_sender=CodeSender(database, vault, planned=relay.wake, clock=_now),
            temporal=temporal.client,
            clock=_now,
            catalogs=catalogs(),
            staff_catalogs=staff_catalogs(),
            question_sets=question_sets(),
            base_url="http://127.0.0.1",
        )
    )
    serving = server(app, host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve())
    while not serving.started:  # noqa: ASYNC110  uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    port = serving.servers[0].sockets[0].getsockname()[1]
    started.append(Running(url=f"http://127.0.0.1:{port}", key=key))
    ready.set()
    await asyncio.to_thread(stop.wait)
    serving.should_exit = True
    await task
    await database.dispose()


def _now() -> datetime:
    return datetime.now(UTC)
