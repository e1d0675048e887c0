"""The whole local stack in a temporary directory, and cases played through it as quickly as it takes them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
from rich.console import Console
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle

from benchmarks.full_case import CASE, cloud_event, ten_o_clock
from commands.local.stack import LocalStack, running_stack
from commands.local.temporal_server import find
from commands.replaying.bounded_gather import side_by_side
from engine.client import connect
from engine.time_skipping import WorkflowClock
from settings import Settings
from workflows.contract import workflow_id

LOOK = 0.02
"""Seconds between two looks at a call: they cost the server and us, not what is measured."""

say = Console(stderr=True, highlight=False).print


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where cases are played."""

    stack: LocalStack
    client: Client
    clock: WorkflowClock
    http: httpx.AsyncClient
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

    async def report(self, events: list[dict[str, object]]) -> None:
        """Hand in CloudEvents."""
        answer = await self.http.post(
            "/v1/events", json=events, headers={"Content-Type": "application/cloudevents-batch+json"}
        )
        answer.raise_for_status()

    async def settled(self, handle: WorkflowHandle[object, object]) -> None:
        """Until no task or activity of this workflow is under way."""

        async def nothing_under_way() -> bool:
            description = (await handle.describe()).raw_description
            return not description.pending_activities and not description.HasField("pending_workflow_task")

        await until(nothing_under_way)

    def events_of(self, number: str) -> int:
        """How many events of the call were recorded: read past the API, which is what we measure."""
        with self.reading() as database:
            counted = database.execute(
                "SELECT count(*) FROM timeline JOIN calls ON calls.id = call_id "
                "WHERE call_number = ? AND kind = 'event'",
                (number,),
            )
            return int(counted.fetchone()[0])

    def recorded_calls(self) -> int:
        """How many calls have had an event recorded."""
        with self.reading() as database:
            counted = database.execute("SELECT count(DISTINCT call_id) FROM timeline WHERE kind = 'event'")
            return int(counted.fetchone()[0])

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database, to look at."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as database:
            yield database


@contextlib.asynccontextmanager
async def stage(*, profiled: bool = False) -> AsyncIterator[Stage]:
    """Real processes: server with its files, simulator, worker, API, on free ports."""
    with tempfile.TemporaryDirectory(prefix="caseline-benchmark-") as folder:
        settings = Settings(
            state_dir=Path(folder), port=0, simulator_port=0, temporal_port=0, temporal_ui_port=0, log_format="json"
        )
        if profiled:
            os.environ["PYTHONPATH"] = str(Path(__file__).parent / "sampling")
            os.environ["CASELINE_BENCHMARK_SAMPLES"] = folder
        async with running_stack(settings, find(settings), say) as stack:
            client = await connect(address=stack.temporal, namespace=settings.temporal_namespace)
            headers = {"Authorization": f"Bearer {stack.demo.key}"}
            async with httpx.AsyncClient(base_url=stack.api, headers=headers, timeout=60) as http:
                yield Stage(
                    stack=stack,
                    client=client,
                    clock=WorkflowClock(client),
                    http=http,
                    database=Path(folder) / "caseline.db",
                )


async def play_many(
    play: Callable[[int], Awaitable[list[HistoryEvent]]], numbers: range, *, at_once: int
) -> list[list[HistoryEvent]]:
    """Side by side; their histories."""
    return await side_by_side(play, numbers, at_once=at_once)


async def until(condition: Callable[[], bool | Awaitable[bool]], *, patience: float = 120, look: float = LOOK) -> None:
    """Wait for it to hold, looking every so many seconds. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while True:
            answer = condition()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(look)
