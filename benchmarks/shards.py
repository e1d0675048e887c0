"""What history shards cost and bear: `python -m benchmarks.shards [--shards 4 --shards 512] [--updates 2000]`.

The real Temporal server on PostgreSQL, once for each number of shards: what both cost with nothing to do, the server's
memory, and how many updates of workflows it takes a second, each of which is one write to the shard of its workflow. A
shard writes one update at a time, so with one shard the rate is what a shard bears; with many, what the machine bears.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import psutil
import typer
from temporalio.client import Client

from benchmarks.cpu_time import cpu_seconds
from benchmarks.local_stack import say, until
from benchmarks.output import Out, load, show_table, write_json
from benchmarks.topology_stage import topology_in
from engine.client import connect
from tools.topology import postgres, temporal
from tools.topology import start as topology_start
from tools.topology.topology import Topology

SETTLES = 45.0
"""Seconds until the shards are acquired and the server's own workflows have started."""
AT_ONCE = 32
WORKFLOWS = 200
"""Among which updates are shared out."""
NAMED = "benchmark"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """`idle_*`: percent of a core. `ms_*`: CPU milliseconds of server and PostgreSQL for one update."""

    shards: int
    idle_server: float
    idle_postgres: float
    memory_mib: float
    updates_per_second: float
    ms_server: float
    ms_postgres: float


@contextlib.asynccontextmanager
async def running(shards: int) -> AsyncIterator[tuple[Topology, Client]]:
    """A new server with so many shards, and its namespace."""
    with tempfile.TemporaryDirectory(prefix="caseline-shards-", ignore_cleanup_errors=True) as folder:
        topology = topology_in(Path(folder), temporal_environment={"NUM_HISTORY_SHARDS": str(shards)})
        try:
            address = await asyncio.to_thread(_start, topology)
            yield topology, await connect(address=address)
        finally:
            await asyncio.to_thread(topology.processes.stop_all)


def _start(topology: Topology) -> str:
    schema = temporal.install(topology.programs)
    topology_start.make_databases(topology, postgres.start(topology))
    return temporal.start(topology, schema)


class _Spent:
    """CPU seconds of the server and of every process of PostgreSQL, while the block lasts."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self.server = self.postgres = self.seconds = 0.0

    def __enter__(self) -> _Spent:
        self._before, self._began = self._now(), time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._began
        self.server, self.postgres = (after - before for after, before in zip(self._now(), self._before, strict=True))

    def _now(self) -> tuple[float, float]:
        return self._of("temporal"), self._of("postgres")

    def _of(self, name: str) -> float:
        return cpu_seconds(self._topology.processes[name].pid)


async def measure(shards: int, *, minutes: float, updates: int) -> Shards:
    """Idle first, then under load."""
    async with running(shards) as (topology, client):
        await asyncio.sleep(SETTLES)
        say(f"{shards} shards: {minutes:g} minutes of nothing")
        with _Spent(topology) as idle:
            await asyncio.sleep(60 * minutes)
        memory = psutil.Process(topology.processes["temporal"].pid).memory_info().rss / MIB
        await _start_workflows(client)
        say(f"{shards} shards: {updates} updates")
        with _Spent(topology) as busy:
            await _update(client, updates)
        say(f"{shards} shards: measured")
    return Shards(
        shards=shards,
        idle_server=100 * idle.server / idle.seconds,
        idle_postgres=100 * idle.postgres / idle.seconds,
        memory_mib=memory,
        updates_per_second=updates / busy.seconds,
        ms_server=1000 * busy.server / updates,
        ms_postgres=1000 * busy.postgres / updates,
    )


async def _start_workflows(client: Client) -> None:
    """No worker takes them: a signal to one that has a task to do already is one write, and nothing else."""

    async def start(n: int) -> None:
        await client.start_workflow(NAMED, id=f"{NAMED}/{n}", task_queue=NAMED)

    await until(lambda: _is_ready(client), look=0.5)
    for first in range(0, WORKFLOWS, AT_ONCE):
        await asyncio.gather(*(start(n) for n in range(first, min(first + AT_ONCE, WORKFLOWS))))


async def _is_ready(client: Client) -> bool:
    return await client.service_client.check_health()


async def _update(client: Client, updates: int) -> None:
    left = iter(range(updates))

    async def some() -> None:
        for n in left:
            await client.get_workflow_handle(f"{NAMED}/{n % WORKFLOWS}").signal("event", n)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


def show(found: list[Shards]) -> None:
    """The table."""
    rows = [
        (
            str(each.shards),
            f"{each.idle_server:.1f}",
            f"{each.idle_postgres:.1f}",
            f"{each.memory_mib:.0f}",
            f"{each.updates_per_second:.0f}",
            f"{each.ms_server:.2f}",
            f"{each.ms_postgres:.2f}",
        )
        for each in found
    ]
    columns = (
        "shards",
        "server idle, %",
        "PostgreSQL idle, %",
        "server, MiB",
        "updates/s",
        "server, ms",
        "PostgreSQL, ms",
    )
    show_table(columns, rows, title=f"Percent of a core; CPU milliseconds for an update; {load()}")


def main(
    shards: Annotated[list[int], typer.Option(help="Numbers of shards to measure.")] = [1, 4, 16, 64, 128, 512],  # noqa: B006
    minutes: Annotated[float, typer.Option(min=0.1, help="Of nothing, each.")] = 1,
    updates: Annotated[int, typer.Option(min=100)] = 2000,
    out: Out = None,
) -> None:
    """Measure and show."""
    found = [asyncio.run(measure(each, minutes=minutes, updates=updates)) for each in shards]
    show(found)
    write_json(out, {"shards": [asdict(each) for each in found]})


if __name__ == "__main__":
    typer.run(main)
