"""The worker process killed with -9, at ten points of a case: everybody hears everything, once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db.encryption.keyring import KeyRing
from domain.contacts import ContactRole
from domain.delivery import TO_BE_SENT
from engine.processes import Command, ManagedProcesses
from tests.patience import until
from tests.world import ROOT, CallInTest, World

DAY = 24 * 60
CASE: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (0, "call.received", {"incident_type": "BURGLARY", "priority": 3}),
    (5, "unit.dispatched", {}),
    (40, "unit.arrived", {}),
    (80, "call.closed", {"disposition": "01", "case_number": "26-4711"}),
    (3 * DAY, "case.assigned", {}),
    (5 * DAY, "case.arrest", {}),
    (8 * DAY, "case.charged", {}),
    (9 * DAY, "case.suspended", {}),
    (12 * DAY, "case.reopened", {}),
    (14 * DAY, "case.closed", {}),
)
WHILE_A_TEXT_TRAVELS = (0.0, 0.5)
"""Seconds after the first message has left at which the worker dies."""
TRAVEL_SECONDS = 2.0
"""The provider takes so long for each: longer than a busy machine takes to notice one and kill the worker, and shorter
than Temporal takes to notice that the worker is gone."""


class KillableWorker:
    """`caseline worker` as a process."""

    def __init__(self, world: World, keys: Path) -> None:
        settings = world.settings
        environment = os.environ | {
            "CASELINE_DATABASE_URL": world.database.url.render_as_string(hide_password=False),
            "CASELINE_KEYS_FILE": str(keys),
            "CASELINE_PUBLIC_URL": settings.public_url,
            "CASELINE_EXTRACT_HOUR": "-1",
            "CASELINE_TWILIO_BASE_URL": settings.twilio_base_url,
            "CASELINE_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
            "CASELINE_TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
            "CASELINE_TWILIO_FROM": settings.twilio_from,
            "CASELINE_SENDGRID_BASE_URL": settings.sendgrid_base_url,
            "CASELINE_SENDGRID_API_KEY": settings.sendgrid_api_key,
            "CASELINE_EMAIL_FROM": settings.email_from,
            "CASELINE_EMAIL_DOUBT_SECONDS": "1",  # nobody takes SendGrid's events in here
            "TEMPORAL_ADDRESS": world.client.service_client.config.target_host,
        }
        words = [sys.executable, "-c", "import cli; cli.main()", "worker"]
        self._command = Command(name="worker", words=words, environment=environment, folder=ROOT)
        self._processes = ManagedProcesses()

    def start(self) -> None:
        self._processes.start(self._command)

    async def kill(self) -> None:
        worker = self._processes["worker"]
        worker.signal(signal.SIGKILL)
        assert await worker.exited() == -signal.SIGKILL


@asynccontextmanager
async def a_worker(world: World, keys: Path) -> AsyncIterator[KillableWorker]:
    worker = KillableWorker(world, keys)
    worker.start()
    try:
        yield worker
    finally:
        await worker.kill()


async def a_victim(call: CallInTest, n: int) -> None:
    victim = [ContactRole.REPORTING_PARTY, ContactRole.VICTIM]
    await call.contact({"roles": victim, "phone": phone(n), "email": email(n), "language": "en"})


def phone(n: int) -> str:
    return f"+120655501{10 + n}"


def email(n: int) -> str:
    return f"victim{n}@example.com"


async def play(call: CallInTest, first: int, last: int) -> None:
    """The events from the first up to, without, the last."""
    for minutes, type_, facts in CASE[first:last]:
        if minutes:
            await call.reach(minutes)
        await call.report(type_, minutes, **facts)
        await call.settle()


async def finish(call: CallInTest, first: int) -> None:
    """The other events, then whatever waits for the morning."""
    await play(call, first, len(CASE))
    await call.reach(15 * DAY)
    await call.reach(18 * DAY)


async def said(call: CallInTest) -> Counter[tuple[str, str]]:
    return Counter((row.key, row.channel) for row in await call.messages() if row.status == "sent")


async def test_a_worker_killed_at_ten_points_says_everything_once(
    empty_world: World, key_ring: KeyRing, tmp_path: Path
) -> None:
    del key_ring  # its file is what the worker reads
    world = empty_world
    undisturbed, *cases = [world.call(f"26-{n:06}") for n in range(len(CASE) + 1)]
    for n, call in enumerate([undisturbed, *cases]):
        call.receive_at(10)  # in the evening, what is said of a case would wait for the morning
        await a_victim(call, n)
    async with a_worker(world, tmp_path / "keys" / "keys.json") as worker:
        await asyncio.gather(*(play(call, 0, point) for point, call in enumerate(cases)))
        caught = 0
        for turn, delay in enumerate(WHILE_A_TEXT_TRAVELS):
            await asyncio.gather(*(call.reach(CASE[p + turn][0]) for p, call in _at(cases, turn) if p + turn))
            world.simulator.control.configure(latency_seconds=TRAVEL_SECONDS)
            await asyncio.gather(*(report(call, p + turn) for p, call in _at(cases, turn)))
            await until(lambda: traveling(world))
            await asyncio.sleep(delay)
            await worker.kill()
            caught += await traveling(world)
            world.simulator.control.configure(latency_seconds=0)
            worker.start()
            await asyncio.gather(*(call.settle() for call in cases))
        turns = len(WHILE_A_TEXT_TRAVELS)
        await asyncio.gather(finish(undisturbed, 0), *(finish(call, point + turns) for point, call in enumerate(cases)))
    expected = await said(undisturbed)
    assert len(expected) > 8
    for n, call in enumerate(cases, start=1):
        rows = await call.messages()
        assert not [row.key for row in rows if row.status in TO_BE_SENT]
        assert await said(call) == expected
        assert len(world.texts(phone(n))) == sum(count for (_, channel), count in expected.items() if channel == "sms")
        emails = [row for row in rows if row.channel == "email" and row.status == "sent"]
        # SendGrid cannot be asked what it accepted: an email caught in between may come twice, never not at all.
        assert len(emails) <= len(world.texts(email(n))) <= sum(row.attempts for row in emails)
    assert caught


async def traveling(world: World) -> int:
    """How many messages are on their way to a provider."""
    async with world.database.reading() as session:
        return await session.scalar(text("SELECT count(*) FROM messages WHERE status = 'sending'")) or 0


def _at(cases: list[CallInTest], turn: int) -> list[tuple[int, CallInTest]]:
    return [(point, call) for point, call in enumerate(cases) if point + turn < len(CASE)]


async def report(call: CallInTest, point: int) -> None:
    minutes, type_, facts = CASE[point]
    await call.report(type_, minutes, **facts)
