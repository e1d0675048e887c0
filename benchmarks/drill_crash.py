"""The first part of the restore drill: traffic, backups in the middle of it, and the crash that leaves no database."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import typer

from benchmarks.chaos_cases import say_at_once
from benchmarks.drill_scenarios import Drill
from benchmarks.drill_stack import OURS, DrillStack
from benchmarks.drill_traffic import DELAY, DrillCall, Traffic
from commands.local.stack_settings import api_address, phones_address
from db.connection.session import Database
from db.queries import agencies
from simulator.client import SimulatorControl

PHASE = 20.0
"""Seconds of traffic before, between and after the backups."""


@dataclass(kw_only=True)
class Lost:
    """What was lost: the state directory as the crash left it, and what the drill knows of it."""

    state: Path
    at: dict[int, datetime]
    calls: list[DrillCall]
    accepted_at: dict[str, datetime]
    written: dict[str, datetime]
    died_at: datetime


class Recorder(Traffic):
    """Traffic that notes when each event was accepted."""

    def __init__(self, http: httpx.AsyncClient, control: SimulatorControl, seed: int) -> None:
        self.written: dict[str, datetime] = {}
        self.accepted_at: dict[str, datetime] = {}

        def write(phone: str, body: str) -> None:
            self.written[phone] = datetime.now(UTC)
            control.inbound(sender=phone, body=body)

        super().__init__(http=http, write=write, chance=random.Random(seed))

    async def report(self, events: list[dict[str, Any]]) -> None:
        """As ever; then note the moment."""
        await super().report(events)
        for event in events:
            self.accepted_at.setdefault(str(event["id"]), datetime.now(UTC))


async def live_and_die(drill: Drill) -> Lost:
    """Play the traffic; what is left of it."""
    stack = drill.stack("first")
    moments: dict[int, datetime] = {}
    backing_up = asyncio.create_task(asyncio.sleep(0))
    try:
        await asyncio.to_thread(stack.stores.start_database)
        await stack.prepare()
        await _change_policy(stack)
        await stack.stores.start_temporal()
        await stack.start("simulator", *OURS)
        async with http_of(stack) as http:
            traffic = Recorder(http, SimulatorControl(phones_address(stack.settings)), drill.seed)
            for phase in (1, 2, 3):
                say(f"traffic, part {phase} of 3")
                await traffic.flow(new=drill.calls // 3, seconds=PHASE)
                await backing_up
                if phase in (1, 2):
                    moments[phase] = datetime.now(UTC)
                    backing_up = asyncio.create_task(asyncio.to_thread(stack.stores.back_up, phase))
            await traffic.arrive_before_they_are_late()
            await traffic.flow(new=5, seconds=6)  # so that work is lost even if the archive ends only seconds ago
    finally:
        died_at = datetime.now(UTC)
        await asyncio.to_thread(stack.kill_all)
        await asyncio.to_thread(stack.stores.lose)
    say("everything is killed, and the databases are lost")
    return Lost(
        state=stack.folder,
        at=moments,
        calls=traffic.calls,
        accepted_at=traffic.accepted_at,
        written=traffic.written,
        died_at=died_at,
    )


@asynccontextmanager
async def http_of(stack: DrillStack) -> AsyncIterator[httpx.AsyncClient]:
    """Who hands events in."""
    key = (await stack.prepare()).key
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=api_address(stack.settings), headers=headers, timeout=60) as http:
        yield http


async def _change_policy(stack: DrillStack) -> None:
    """A minute until a caller hears of a delay; everything else at once, by every channel."""
    database = Database(stack.settings.database)
    demo = await stack.prepare()
    try:
        async with database.transaction() as session:
            agency = await agencies.get(session, demo.ori)
            assert agency is not None
            say_at_once(agency)
            minutes = int(DELAY.total_seconds() // 60)
            agency.policy = (
                agency.policy.replace("minutes = 30", f"minutes = {minutes}")
                .replace("{ 1 = 15, 2 = 20, 3 = 30 }", f"{{ 3 = {minutes} }}")
                .replace("ceiling = 50", "ceiling = 10000")
                .replace(', channels = ["sms", "email"]', ', channels = ["sms", "email"], all_channels = true')
            )
    finally:
        await database.dispose()


def say(text: str) -> None:
    """How far the drill is."""
    typer.echo(text, err=True)
