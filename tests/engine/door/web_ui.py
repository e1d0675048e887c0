"""A real Web UI before the secure server, and a real identity provider, for tests; and a person at the browser."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from engine.door.keys import write_keys
from engine.door.provider_keys import copy_keys
from engine.door.roles import AUDIENCE, WEB_UI
from engine.processes import Command
from engine.server import free_port
from tests.conftest import ROOT
from tests.secure_temporal import PROGRAM, SecureServer
from tools.topology import web_ui
from tools.topology.temporal import listens

SECONDS = 60
HERE = "http://127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedUi:
    """Where the Web UI and the provider answer."""

    url: str
    provider: str

    @asynccontextmanager
    async def person(self, name: str = "") -> AsyncIterator[Person]:
        """Who opens it; signed in, if named."""
        async with httpx.AsyncClient(base_url=self.url, follow_redirects=False, trust_env=False) as http:
            yield Person(http=http, headers=await _sign_in(http, name) if name else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Asks as the pages of the Web UI do."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def read(self, path: str) -> httpx.Response:
        """A GET of its API."""
        return await self.http.get(f"/api/v1{path}", headers=self.headers)

    async def write(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Another request, with the mark against forged forms that its pages send."""
        await self.http.get("/api/v1/settings")
        mark = {"X-CSRF-Token": self.http.cookies.get("_csrf") or ""}
        return await self.http.request(method, f"/api/v1{path}", json=body or {}, headers={**self.headers, **mark})


async def _sign_in(http: httpx.AsyncClient, name: str) -> dict[str, str]:
    """To the provider, through its form, and back; what the pages then send with each request."""
    away = await http.get("/auth/sso", params={"returnUrl": "/"})
    back = await http.post(away.headers["location"], data={"sub": name})
    arrived = await http.get(back.headers["location"])
    assert arrived.status_code == httpx.codes.SEE_OTHER, arrived.text
    parts = sorted((each for each in arrived.cookies.jar if each.name.startswith("user")), key=lambda each: each.name)
    user = json.loads(base64.b64decode("".join(each.value or "" for each in parts).strip('"')))
    return {"Authorization": f"Bearer {user['AccessToken']}", "Authorization-Extras": user["IDToken"]}


@asynccontextmanager
async def started(server: SecureServer, folder: Path, people: dict[str, list[str]]) -> AsyncIterator[StartedUi]:
    """With these people at the provider, and the permissions it writes into their tokens."""
    ports = free_port(), free_port()
    provider = f"{HERE}:{ports[0]}"
    _start_provider(server, folder, ports[0])
    try:
        async with httpx.AsyncClient(trust_env=False) as http:
            for name, permissions in people.items():
                claims = {"email": f"{name}@police.example", "name": name, "permissions": permissions}
                (await http.put(f"{provider}/users/{name}", json=claims)).raise_for_status()
            await copy_keys(provider, folder / "copied.json", http)
        keys = [json.loads(file.read_text())["keys"] for file in (server.door.provider_keys, folder / "copied.json")]
        write_keys(server.door.provider_keys, [*keys[0], *keys[1]])  # others of this process sign with the first
        known = web_ui.Provider(url=provider, client_id=AUDIENCE, client_secret="a secret")
        given = web_ui.environment(server.address, server.keys_of(WEB_UI), ports[1], known)
        server.processes.start(web_ui.command(PROGRAM.parent, folder, {**os.environ, **given}))
        await asyncio.to_thread(server.processes.wait_until, "web-ui", lambda: listens(ports[1]), seconds=SECONDS)
        yield StartedUi(url=f"{HERE}:{ports[1]}", provider=provider)
    finally:
        for name in ("web-ui", "provider"):
            await asyncio.to_thread(server.processes.stop, name)


def _start_provider(server: SecureServer, folder: Path, port: int) -> None:
    words = [sys.executable, "-m", "tests.engine.door.provider", str(port)]
    env = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONWARNINGS": "ignore"}
    log = folder / "provider.log"
    command = Command(name="provider", words=words, log=log, environment=env, folder=ROOT)
    server.processes.start(command)
    server.processes.wait_until("provider", lambda: listens(port), seconds=SECONDS)


async def until_accepted(person: Person, path: str) -> httpx.Response:
    """The answer once the server has read the provider's keys, which it does again and again."""
    ends = time.monotonic() + SECONDS
    while (answer := await person.read(path)).status_code == httpx.codes.FORBIDDEN:
        assert time.monotonic() < ends
        await asyncio.sleep(0.2)
    return answer
