"""The whole local stack in a temporary directory, and cases played through it as quickly as it takes them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle

from benchmarks.full_case import CASE, cloud_event, ten_o_clock
from commands.local.stack import LocalStack, running_stack
from commands.local.temporal_server import find
from db.connection.session import Database
from db.queries import agencies
from engine.client import connect
from engine.time_skipping import WorkflowClock
from settings import Settings
from simulator.client import SimulatorControl
from workflows.contract import workflow_id

MIB = 1024 * 1024
LOOK = 0.02
"""Seconds between two looks at a call: they cost the server and us, not what is measured."""

_RATES = ("SMS_PER_SECOND", "SMS_PER_SECOND_EACH", "EMAIL_PER_SECOND", "EMAIL_PER_SECOND_EACH")

say = Console(stderr=True, highlight=False).print


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where cases are played."""

    stack: LocalStack
    client: Client
    clock: WorkflowClock
    http: httpx.AsyncClient
    simulator: SimulatorControl
    database: Path

    async def play_case(self, n: int) -> list[HistoryEvent]:
        """A full case through the API, on its own clock. Returns its history."""
        number, received_at = f"26-{n:04d}-{uuid4().hex[:6]}", ten_o_clock()
        handle = self.client.get_workflow_handle(workflow_id(self.stack.demo.ori, number))
        for sent, happening in enumerate(CASE, start=1):
            if sent > 1:
                await self.clock.fast_forward_to(handle.id, happening.at(received_at))
            await self.report([cloud_event(n, number, happening, received_at)])
            await until(lambda sent=sent: self.events_of(number) >= sent)  # type: ignore[misc]  # mypy infers no type for it
            await self.settled(handle)
        await handle.result()
        return list((await handle.fetch_history()).events)

    async def report(self, events: list[dict[str, Any]], *, http: httpx.AsyncClient | None = None) -> None:
        """Hand in CloudEvents, as the demonstration agency or as the one whose client this is."""
        headers = {"Content-Type": "application/cloudevents-batch+json"}
        (await (http or self.http).post("/v1/events", json=events, headers=headers)).raise_for_status()

    async def settled(self, handle: WorkflowHandle[object, object]) -> None:
        """Until no task or activity of this workflow is under way."""

        async def nothing_under_way() -> bool:
            description = (await handle.describe()).raw_description
            return not description.pending_activities and not description.HasField("pending_workflow_task")

        await until(nothing_under_way)

    def events_of(self, number: str) -> int:
        """How many events of the call were recorded: read past the API, which is what we measure."""
        return self.count(
            "SELECT count(*) FROM timeline JOIN calls ON calls.id = call_id WHERE call_number = ? AND kind = 'event'",
            number,
        )

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """What the database holds, read past the API."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as database:
            return database.execute(question, values).fetchall()

    def count(self, question: str, *values: str) -> int:
        """The one figure that a question to the database gives."""
        return int(self.rows(question, *values)[0][0])

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session on the stack's database, committed at the end of the block."""
        database = Database(f"sqlite+aiosqlite:///{self.database}")
        try:
            async with database.transaction() as session:
                yield session
        finally:
            await database.dispose()

    async def change_policy(self, old: str, new: str) -> None:
        """Of the demonstration agency, from the next step of every call on."""
        async with self.transaction() as session:
            agency = await agencies.get(session, self.stack.demo.ori)
            assert agency is not None
            assert old in agency.policy
            agency.policy = agency.policy.replace(old, new)

    def cpu_seconds(self, names: Iterable[str]) -> dict[str, float]:
        """User and system time of each process so far."""
        return {name: sum(self._process(name).cpu_times()[:2]) for name in names}

    def resident_mib(self, name: str) -> float:
        """Memory in use by a process."""
        return float(self._process(name).memory_info().rss) / MIB

    def kill(self, name: str) -> None:
        """End a process with -9, and start the same command with the same environment right afterwards."""
        process = self.stack.processes[name]
        process.signal(signal.SIGKILL)
        self.stack.processes.stop(name)
        self.stack.processes.start(process.command)

    def _process(self, name: str) -> psutil.Process:
        return psutil.Process(self.stack.processes[name].pid)


@contextlib.asynccontextmanager
async def stage(*, hurried: bool = False, profiled: bool = False, counted: bool = False) -> AsyncIterator[Stage]:
    """Real processes: server with its files, simulator, worker, API, on free ports.

    `hurried`: what its agency has in a week is played in a minute, and it has the rate for it; else messages would take
    turns that take none in life. `profiled` and `counted`: worker and API sample themselves, or count their SQL, and
    write it into the folder.
    """
    os.environ["CASELINE_LOG_FORMAT"] = "json"
    if hurried:
        os.environ |= {f"CASELINE_{name}": "1000" for name in _RATES}
    with tempfile.TemporaryDirectory(prefix="caseline-benchmark-") as folder:
        settings = Settings(
            state_dir=Path(folder), port=0, simulator_port=0, temporal_port=0, temporal_ui_port=0, log_format="json"
        )
        if profiled:
            os.environ["PYTHONPATH"] = str(Path(__file__).parent / "sampling")
            os.environ["CASELINE_BENCHMARK_SAMPLES"] = folder
        if counted:
            os.environ["PYTHONPATH"] = str(Path(__file__).parent / "counting")
            os.environ["CASELINE_BENCHMARK_COUNTS"] = folder
        async with running_stack(settings, find(settings), say) as stack:
            client = await connect(address=stack.temporal, namespace=settings.temporal_namespace)
            headers = {"Authorization": f"Bearer {stack.demo.key}"}
            async with httpx.AsyncClient(base_url=stack.api, headers=headers, timeout=60) as http:
                here = Stage(
                    stack=stack,
                    client=client,
                    clock=WorkflowClock(client),
                    http=http,
                    simulator=SimulatorControl(stack.phones),
                    database=Path(folder) / "caseline.db",
                )
                # Hundreds of cases that are played at once are no mistake of a records system.
                await here.change_policy("ceiling = 50", "ceiling = 10000")
                yield here


async def until(condition: Callable[[], bool | Awaitable[bool]], *, patience: float = 120, look: float = LOOK) -> None:
    """Wait for it to hold, looking every so many seconds. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while True:
            answer = condition()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(look)
