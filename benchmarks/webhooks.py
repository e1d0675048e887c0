"""What a delivery receipt costs the API: `python -m benchmarks.webhooks [--messages 200] [--at-once 8]`.

A real API process over real HTTP, on connections that stay open, with signed receipts of texts and emails: first one
after another, as on a quiet day, then as many at once as the simulator posts. Measured is the CPU time of the process;
what it spends while nothing is asked of it is taken off.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import psutil
import typer

from benchmarks.output import load, show_table
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from domain.messages import Channel
from engine.processes import Command, ManagedProcesses
from settings import ROOT
from simulator.signing import EventSigner, twilio_signature
from tests.listening import a_place
from tests.patience import until
from tests.post import Post

ACCOUNT, SECRET = "AC" + "1" * 32, "secret"
SIGNER = EventSigner()
PER_CALL = 13
IDLE_SECONDS = 3.0
POSTED = {Channel.SMS: ("sent", "delivered"), Channel.EMAIL: ("processed", "delivered")}

Request = bytes


async def stored(database: Database, vault: Vault, count: int) -> list[tuple[str, str, Channel]]:
    """So many messages that are with their provider: our id, theirs, the channel; of thirteen, nine are texts."""
    post = Post(database=database, vault=vault)
    found = []
    for n in range(count):
        channel = Channel.SMS if n % PER_CALL < 9 else Channel.EMAIL
        theirs = uuid4().hex
        number = f"26-{n // PER_CALL}"
        ours = await post.a_message(channel, number=number, n=n, status="sent", provider_message_id=theirs)
        found.append((ours, theirs, channel))
    return found


def posted(url: str, message: tuple[str, str, Channel], said: str) -> Request:
    """One receipt as it comes over the wire."""
    ours, theirs, channel = message
    if channel is Channel.SMS:
        path = f"/webhooks/twilio/status?message={ours}"
        form = {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "From": "+15005550006", "MessageSid": theirs}
        form |= {"MessageStatus": said, "SmsSid": theirs, "SmsStatus": said, "To": "+12065550123"}
        signature = twilio_signature(auth_token=SECRET, url=url + path, params=form)
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        return _http(path, urlencode(form).encode(), "application/x-www-form-urlencoded; charset=utf-8", headers)
    now = str(int(time.time()))
    event = {"message_id": ours, "email": "ana@example.com", "event": said, "sg_event_id": uuid4().hex}
    body = json.dumps([event | {"timestamp": int(now), "sg_message_id": f"{theirs}.recvd"}]).encode()
    headers = {"X-Twilio-Email-Event-Webhook-Signature": SIGNER.sign(timestamp=now, body=body)}
    headers |= {"X-Twilio-Email-Event-Webhook-Timestamp": now, "User-Agent": "SendGrid Event API"}
    return _http("/webhooks/sendgrid/events", body, "application/json;charset=utf-8", headers)


def _http(path: str, body: bytes, kind: str, headers: dict[str, str]) -> Request:
    usual = {"Host": "127.0.0.1", "Accept": "*/*", "Content-Type": kind, "Content-Length": str(len(body))} | headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in usual.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


async def post_all(port: int, requests: Sequence[Request], at_once: int) -> None:
    """Each on one of so many connections. Raises RuntimeError unless all are answered 204."""
    left = list(reversed(requests))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while left:
            writer.write(left.pop())
            answer = await reader.readuntil(b"\r\n\r\n")
            if b" 204 " not in answer[:20]:
                raise RuntimeError(answer.decode())
        writer.close()

    await asyncio.gather(*(connection() for _ in range(at_once)))


@asynccontextmanager
async def api(database: Database, keys: KeyRing, folder: Path) -> AsyncIterator[tuple[int, str, psutil.Process]]:
    """The API's port, its address, its process."""
    with a_place() as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "CASELINE_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "CASELINE_KEYS_FILE": str(keys.path),
        "CASELINE_STATE_DIR": str(folder),
        "CASELINE_PORT": str(port),
        "CASELINE_PUBLIC_URL": url,
        "CASELINE_LOG_FORMAT": "json",
        "CASELINE_TWILIO_BASE_URL": "http://127.0.0.1:1",
        "CASELINE_TWILIO_ACCOUNT_SID": ACCOUNT,
        "CASELINE_TWILIO_AUTH_TOKEN": SECRET,
        "CASELINE_TWILIO_FROM": "+15005550006",
        "CASELINE_SENDGRID_WEBHOOK_KEY": SIGNER.public_key,
        "CASELINE_INBOUND_LIST_SECONDS": "3600",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
    }
    words = [sys.executable, "-c", "import cli; cli.main()", "api"]
    processes = ManagedProcesses()
    processes.start(Command(name="api", words=words, environment=environment, folder=ROOT, log=folder / "api.log"))

    async def is_up() -> bool:
        async with httpx.AsyncClient(trust_env=False) as http:
            try:
                return (await http.get(f"{url}/health/live")).status_code == 200
            except httpx.TransportError:
                return False

    try:
        await until(is_up)
        yield port, url, psutil.Process(processes["api"].pid)
    finally:
        processes.stop("api")


def spent(process: psutil.Process) -> float:
    """Seconds of CPU so far."""
    return float(sum(process.cpu_times()[:2]))


async def measure(messages: int, at_once: int, database_url: str) -> list[list[str]]:
    """A row for quiet and one for busy."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="caseline-webhooks-") as place:
        folder = Path(place)
        url = database_url or f"sqlite+aiosqlite:///{folder}/caseline.db"
        await asyncio.to_thread(migrate.upgrade, url)
        keys = KeyRing.create_once(folder / "keys.json", now=datetime.now(UTC))
        database = Database(url)
        known = await stored(database, Vault(keys), 2 * messages + 2 * PER_CALL)
        async with api(database, keys, folder) as (port, address, process):
            warm, quiet, busy = known[: 2 * PER_CALL], known[2 * PER_CALL :][:messages], known[-messages:]
            await post_all(port, [posted(address, each, said) for each in warm for said in POSTED[each[2]]], 2)
            before = spent(process)
            await asyncio.sleep(IDLE_SECONDS)
            idle = (spent(process) - before) / IDLE_SECONDS
            for name, some, connections in (("one by one", quiet, 1), (f"{at_once} at once", busy, at_once)):
                requests = [posted(address, each, POSTED[each[2]][n]) for n in range(2) for each in some]
                before, began = spent(process), time.monotonic()
                await post_all(port, requests, connections)
                seconds = time.monotonic() - began
                each = 1000 * (spent(process) - before - idle * seconds) / len(requests)
                rows.append([name, str(len(requests)), f"{each:.2f}", f"{len(requests) / seconds:.0f}"])
        await database.dispose()
    return rows


def main(
    messages: Annotated[int, typer.Option(min=13, help="With two receipts each.")] = 200,
    at_once: Annotated[int, typer.Option(min=1, help="Connections of a busy provider.")] = 8,
    database: Annotated[str, typer.Option(help="URL of an empty database; a SQLite file of its own if not said.")] = "",
) -> None:
    """Measure and show."""
    columns = ("Receipts", "requests", "CPU ms of each", "per second")
    show_table(columns, asyncio.run(measure(messages, at_once, database)), title=load())


if __name__ == "__main__":
    typer.run(main)
