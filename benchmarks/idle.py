"""What each process costs with nothing to do: `python -m benchmarks.idle [--minutes 3] [--sleeping 1000]`.

The whole local stack, once it has settled: the share of a core that each process takes while no event, receipt or page
comes. With sleeping calls, each of which waits for its next deadline. The supervisor is what `caseline up` does beside.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from benchmarks.chaos_cases import say_at_once
from benchmarks.full_case import CASE, cloud_event
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import Out, load, show_table, write_json
from db.queries import agencies
from engine.restarts import while_restarting

PROCESSES = ("worker", "api", "temporal", "simulator")
SUPERVISOR = "supervisor"
WANTED: Mapping[str, float] = {"worker": 1.0, "api": 1.0, "temporal": 5.0}
SETTLES = 40.0
"""Seconds until what a start, or a thousand calls, brought with it is done."""
BATCH = 50
RECORDED = "SELECT count(DISTINCT call_id) FROM timeline WHERE kind = 'event'"
TO_LEAVE = "SELECT count(*) FROM messages WHERE status IN ('created', 'sending', 'temporary_failure')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Percent of a core by process."""

    sleeping: int
    minutes: float
    percent: Mapping[str, float]


async def measure(*, sleeping: int, minutes: float) -> Idle:
    """From when it has settled."""
    async with stage() as here:
        if sleeping:
            await put_to_sleep(here, sleeping)
        await asyncio.sleep(SETTLES)
        say(f"{minutes:g} minutes of nothing, {sleeping} calls asleep")
        before, own, began = here.cpu_seconds(PROCESSES), time.process_time(), time.monotonic()
        await while_restarting(here.stack.processes, asyncio.sleep(60 * minutes), told=lambda *_: None)
        seconds, after = time.monotonic() - began, here.cpu_seconds(PROCESSES)
        spent = {name: after[name] - before[name] for name in PROCESSES} | {SUPERVISOR: time.process_time() - own}
    return Idle(sleeping=sleeping, minutes=minutes, percent={name: 100 * cpu / seconds for name, cpu in spent.items()})


async def put_to_sleep(here: Stage, calls: int) -> None:
    """So many calls, of which each has sent what there was to send, and waits to be told that an officer is late."""
    async with here.transaction() as session:
        agency = await agencies.get(session, here.stack.demo.ori)
        assert agency is not None
        say_at_once(agency)
        agency.policy = agency.policy.replace("minutes = 30", "minutes = 600", 1)
    for start in range(0, calls, BATCH):
        numbers = range(start, min(start + BATCH, calls))
        await here.report([cloud_event(n, f"26-{n:06d}", CASE[0], datetime.now(UTC)) for n in numbers])
        await until(lambda: here.count(RECORDED) >= numbers.stop)  # noqa: B023  awaited before the next round
    await until(lambda: here.count(TO_LEAVE) == 0, patience=600, look=1)


def show(found: Idle) -> None:
    """The table."""
    rows = [
        (name, f"{percent:.2f}", f"{WANTED[name]:g}" if name in WANTED else "")
        for name, percent in found.percent.items()
    ]
    title = f"{found.minutes:g} minutes, {found.sleeping} sleeping calls; {load()}"
    show_table(("percent of a core", "idle", "wanted below"), rows, title=title)


def main(
    minutes: Annotated[float, typer.Option(min=0.1)] = 3,
    sleeping: Annotated[int, typer.Option(min=0, help="Calls that wait for their next deadline.")] = 0,
    out: Out = None,
) -> None:
    """Measure and show."""
    found = asyncio.run(measure(sleeping=sleeping, minutes=minutes))
    show(found)
    write_json(out, {"sleeping": sleeping, "minutes": minutes, "percent": found.percent})


if __name__ == "__main__":
    typer.run(main)
