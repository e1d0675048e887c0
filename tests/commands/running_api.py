"""`caseline api` as a process of its own, with a database and a key, and its worker if one is wanted."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiProcess:
    """`caseline api`, and a client with a key that opens everything."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
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
async def api_process(
    directory: Path, temporal: str, *, log: Any, database_url: str = "", fault: str = "pass"
) -> AsyncIterator[ApiProcess]:
    """Started, and ended whatever happens. `fault`: Python that it runs first."""
    url, now = database_url or f"sqlite:///{directory / 'caseline.db'}", datetime.now(UTC)
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
        "CASELINE_DATABASE_URL": url,
        "CASELINE_LOG_FORMAT": "json",
        "CASELINE_EXTRACT_HOUR": "-1",
        "TEMPORAL_ADDRESS": temporal,
    }
    words = [sys.executable, "-c", f"{fault}\nfrom cli import main\nmain()", "api"]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: ASYNC220  a test
    headers = {"Authorization": f"Bearer {key}"}
    try:
        async with httpx.AsyncClient(base_url=f"http://{LOCALHOST}:{port}", headers=headers, timeout=30) as client:
            running = ApiProcess(process=process, environment=environment, client=client, database=database)
            await until(lambda: _answers(client))
            yield running
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)
        await database.dispose()


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/live")).is_success
    except httpx.HTTPError:
        return False
