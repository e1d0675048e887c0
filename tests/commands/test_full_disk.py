"""`caseline api` as a process of its own, whose log cannot be written, and whose disk fills up."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.queries import agencies, api_keys, inbox
from db.tables import ApiKey
from engine.server.ports import LOCALHOST, free_port
from tests.conftest import ROOT
from tests.database import an_agency
from tests.patience import until

ORI = "WASPD0000"
FULL = Path("/dev/full")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiProcess:
    """`caseline api`, and a client with a key that opens everything."""

    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient
    database: Database

    async def put(self, number: str) -> int:
        """Report a call; the status of the answer."""
        facts = {"incident_type": "LARCENY", "priority": 3}
        return (await self.client.put(f"/v1/calls/{number}", json=facts)).status_code

    async def checks(self) -> dict[str, Any]:
        """What the health page says."""
        checks: dict[str, Any] = (await self.client.get("/health/ready")).json()["checks"]
        return checks

    async def waiting(self) -> int:
        """Events that no workflow has yet."""
        async with self.database.reading() as session:
            return (await inbox.backlog(session))[0]

    def limit_files(self, size: int) -> None:
        """No file may grow beyond this many bytes, as on a disk that is full."""
        _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, most))


@asynccontextmanager
async def api_process(directory: Path, temporal: str, *, log: Any) -> AsyncIterator[ApiProcess]:
    """Started, and ended whatever happens."""
    url, now = f"sqlite:///{directory / 'caseline.db'}", datetime.now(UTC)
    await asyncio.to_thread(migrate.upgrade, url)
    KeyRing.create_once(directory / "keys.json", now=now)
    database, key, port = Database(url), api_keys.new_key(), free_port()
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        scopes = "calls:write calls:read"
        session.add(ApiKey(ori=ORI, label="test", key_hash=api_keys.hash_key(key), scopes=scopes, created_at=now))
    environment = os.environ | {
        "CASELINE_STATE_DIR": str(directory),
        "CASELINE_HOST": LOCALHOST,
        "CASELINE_PORT": str(port),
        "TEMPORAL_ADDRESS": temporal,
    }
    words = [sys.executable, "-c", "from cli import main; main()", "api"]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: ASYNC220  a test
    headers = {"Authorization": f"Bearer {key}"}
    try:
        async with httpx.AsyncClient(base_url=f"http://{LOCALHOST}:{port}", headers=headers, timeout=30) as client:
            running = ApiProcess(process=process, client=client, database=database)
            await until(lambda: _answers(client))
            yield running
    finally:
        process.terminate()
        process.wait(30)
        await database.dispose()


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/live")).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
async def test_a_log_that_cannot_be_written_stops_neither_requests_nor_the_relay(
    tmp_path: Path, temporal_server: str
) -> None:
    with FULL.open("wb") as log:  # noqa: ASYNC230  a test
        async with api_process(tmp_path, temporal_server, log=log) as running:
            for n in range(3):  # each relayed event is a line in the log: a relay that died of it relays no second
                assert await running.put(f"26-{n}") == 202
                await until(lambda: _nothing_waits(running))
            assert running.process.poll() is None
            assert (await running.checks())["relay"] == {"ok": True, "problem": ""}


async def test_a_closed_pipe_stops_nothing_either(tmp_path: Path, temporal_server: str) -> None:
    reading, writing = os.pipe()
    async with api_process(tmp_path, temporal_server, log=writing) as running:
        os.close(writing)
        os.close(reading)
        for n in range(2):
            assert await running.put(f"26-{n}") == 202
            await until(lambda: _nothing_waits(running))


async def test_on_a_full_disk_the_api_is_not_ready_and_recovers_by_itself(tmp_path: Path, temporal_server: str) -> None:
    async with api_process(tmp_path, temporal_server, log=subprocess.DEVNULL) as running:
        assert await running.put("26-1") == 202
        assert (await running.checks())["writes"]["ok"]
        running.limit_files(1)
        assert await running.put("26-2") == 503
        await until(lambda: _takes_writes(running, False))
        assert (await running.client.get("/health/ready")).status_code == 503
        running.limit_files(resource.RLIM_INFINITY)
        await until(lambda: _takes_writes(running, True))
        assert await running.put("26-2") == 202


async def _nothing_waits(running: ApiProcess) -> bool:
    return await running.waiting() == 0


async def _takes_writes(running: ApiProcess, wanted: bool) -> bool:
    return (await running.checks())["writes"]["ok"] is wanted
