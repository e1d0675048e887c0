"""A feed's backlog beside another agency's usual day: `python -m benchmarks.backlog [--events 10000] [--json FILE]`.

One agency posts what it gathered during an outage, in batches of a thousand, three batches at once; another one goes on
sending snapshots. Measured are events accepted a second, CPU of the API for each (with relaying them, as far as that
came meanwhile), and the other agency's PUT, by itself and meanwhile. Real API and Temporal server on SQLite, then on
PostgreSQL; the worker is stopped, as what it does with the events is measured elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import typer

from benchmarks.at_scale.postgres_stage import postgres_stage
from benchmarks.at_scale.server import BigServer
from benchmarks.full_case import CASE, cloud_event
from benchmarks.local_stack import Stage, say, stage
from benchmarks.output import Out, load, median_p95, show_table, write_json
from benchmarks.storm import quiet_agency

BATCH, AT_ONCE = 1000, 3
HEADERS = {"Content-Type": "application/cloudevents-batch+json"}
QUIET_PUTS = 60
PAUSE = 0.05
"""Seconds between two snapshots of the other agency."""
SMALL_SERVER = {"shared_buffers": "256MB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Of one database. Times in milliseconds: of one event, and of the other agency's PUT (median, p95)."""

    events: int
    per_second: float
    api_cpu_ms: float
    quiet: tuple[float, float]
    meanwhile: tuple[float, float]


async def measure(here: Stage, events: int) -> Backlog:
    """The other agency alone, then beside the backlog."""
    here.stack.processes.stop("worker")
    async with await quiet_agency(here) as other:
        await _puts(other, 20)  # warm
        await _post(here, _bodies(9 * 20, "warm"))
        alone = await _puts(other, QUIET_PUTS)
        bodies = _bodies(events, "backlog")
        cpu, began = here.cpu_seconds(["api"])["api"], time.perf_counter()
        storm = asyncio.create_task(_post(here, bodies))
        beside = await _puts(other, until=storm)
        seconds = await storm - began
        spent = here.cpu_seconds(["api"])["api"] - cpu
    return Backlog(
        events=events,
        per_second=events / seconds,
        api_cpu_ms=1000 * spent / events,
        quiet=median_p95(alone),
        meanwhile=median_p95(beside),
    )


async def _post(here: Stage, bodies: Sequence[bytes]) -> float:
    """When all of it was accepted."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(body: bytes) -> None:
        async with free:
            answer = await here.http.post("/v1/events", content=body, headers=HEADERS, timeout=600)
            answer.raise_for_status()

    await asyncio.gather(*(one(body) for body in bodies))
    return time.perf_counter()


def _bodies(events: int, tag: str) -> list[bytes]:
    """Whole cases that are over, in the order in which a feed has them."""
    began = datetime.now(UTC) - timedelta(days=30)
    calls = [[cloud_event(n, f"{tag}-{n}", each, began) for each in CASE] for n in range(events // len(CASE) + 1)]
    in_order = [event for events_of_call in calls for event in events_of_call][:events]
    return [json.dumps(in_order[start : start + BATCH]).encode() for start in range(0, events, BATCH)]


async def _puts(client: httpx.AsyncClient, count: int = 0, *, until: asyncio.Task[float] | None = None) -> list[float]:
    """Milliseconds of each snapshot: so many, or as long as something is under way."""
    times: list[float] = []
    while len(times) < max(count, 2) or (until is not None and not until.done()):
        body = {"priority": len(times) % 4 + 1, "contacts": [{"phone": "+12065550123"}]}
        began = time.perf_counter()
        (await client.put("/v1/calls/26-1", json=body)).raise_for_status()
        times.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(PAUSE)
    return times


@contextlib.asynccontextmanager
async def _on_postgres() -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="caseline-backlog-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # noqa: ASYNC240  PostgreSQL does not run as root
        server = BigServer(Path(folder) / "postgres")
        server.start(SMALL_SERVER)
        try:
            async with postgres_stage(server.url, Path(folder) / "state") as here:
                yield here
        finally:
            server.stop()


async def both(events: int) -> dict[str, Backlog]:
    """One database after the other."""
    found = {}
    for name, place in (("SQLite", stage), ("PostgreSQL", _on_postgres)):
        async with place() as here:
            say(f"{events} events on {name}")
            found[name] = await measure(here, events)
    return found


def show(found: dict[str, Backlog]) -> None:
    """The table."""
    rows = [
        (
            name,
            f"{each.per_second:.0f}",
            f"{each.api_cpu_ms:.2f}",
            *(f"{figure:.0f}" for figure in (*each.quiet, *each.meanwhile)),
            f"{each.meanwhile[1] / each.quiet[1]:.1f}",
        )
        for name, each in found.items()
    ]
    columns = ("", "events/s", "API CPU ms each", "PUT ms", "p95", "meanwhile", "p95", "times")
    show_table(columns, rows, title=f"A backlog, {load()}")


def main(
    events: Annotated[int, typer.Option(min=BATCH, help="Events of the backlog.")] = 10_000, out: Out = None
) -> None:
    """Measure and show."""
    found = asyncio.run(both(events))
    show(found)
    write_json(out, {**{name: asdict(each) for name, each in found.items()}, "load": os.getloadavg()})


if __name__ == "__main__":
    typer.run(main)
