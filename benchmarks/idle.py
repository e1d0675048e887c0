"""What each process costs with nothing to do: `python -m benchmarks.idle [--minutes 3] [--sleeping 1000]`.

The whole stack, once it has settled: the share of a core that each process takes while no event, receipt or page comes.
With sleeping calls, each of which waits for its next deadline. The supervisor is what `caseline up` does beside.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated

import typer

from benchmarks.cpu_time import cpu_seconds
from benchmarks.latency_calls import Place, place
from benchmarks.local_stack import say
from benchmarks.output import Out, load, show_table, write_json
from benchmarks.put_to_sleep import put_to_sleep
from engine.restarts import while_restarting

PROCESSES: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("worker", "api", "temporal", "simulator"),
    "postgresql": ("worker", "api", "temporal", "postgres", "simulator"),
}
SUPERVISOR = "supervisor"
WANTED: Mapping[str, float] = {"worker": 1.0, "api": 1.0, "temporal": 5.0}
SETTLES = 45.0
"""Seconds until what a start, or many calls, brought with it is done."""


async def measure(database: str, *, sleeping: int, minutes: float) -> dict[str, float]:
    """Percent of a core by process, from when it has settled."""
    async with place(database) as here:
        if sleeping:
            await put_to_sleep(here, sleeping)
        await asyncio.sleep(SETTLES)
        say(f"{minutes:g} minutes of nothing, {sleeping} calls asleep")
        before, began = _spent(here, database), time.monotonic()
        await while_restarting(here.processes, asyncio.sleep(60 * minutes), told=lambda *_: None)
        seconds, after = time.monotonic() - began, _spent(here, database)
    return {name: 100 * (after[name] - cpu) / seconds for name, cpu in before.items()}


def _spent(here: Place, database: str) -> dict[str, float]:
    return {
        **{name: cpu_seconds(here.processes[name].pid) for name in PROCESSES[database]},
        SUPERVISOR: time.process_time(),
    }


def show(title: str, percent: Mapping[str, float]) -> None:
    """The table."""
    rows = [(name, f"{share:.2f}", f"{WANTED[name]:g}" if name in WANTED else "") for name, share in percent.items()]
    show_table(("percent of a core", "idle", "wanted below"), rows, title=title)


def main(
    database: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    minutes: Annotated[float, typer.Option(min=0.1)] = 3,
    sleeping: Annotated[int, typer.Option(min=0, help="Calls that wait for their next deadline.")] = 0,
    out: Out = None,
) -> None:
    """Measure and show."""
    percent = asyncio.run(measure(database, sleeping=sleeping, minutes=minutes))
    show(f"{minutes:g} minutes on {database}, {sleeping} sleeping calls; {load()}", percent)
    write_json(out, {"database": database, "sleeping": sleeping, "minutes": minutes, "percent": percent})


if __name__ == "__main__":
    typer.run(main)
