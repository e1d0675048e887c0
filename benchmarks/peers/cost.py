"""What a case costs each system: CPU time of every process it needs, and how many it does in a second."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from benchmarks.local_stack import say
from benchmarks.peers.systems import Running, System
from commands.replaying.bounded_gather import side_by_side

WARM_UP = 8
"""Cases played before measuring: each process of a pool loads catalogs, compiles statements, opens connections."""
IDLE = 15.0
"""Seconds during which nothing happens."""
PATIENCE = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """By part: milliseconds of CPU that a case adds, and percent of a core while nothing happens."""

    cases: int
    seconds: float
    cpu_ms: dict[str, float]
    idle: dict[str, float]


async def measure(system: System, cases: int, at_once: int) -> Cost:
    """A provider that answers at once; until every receipt is in."""
    async with system.run(0.0, PATIENCE) as running:
        say(f"{system.name}: {WARM_UP} cases to warm up, {IDLE:.0f} s of rest, then {cases}")
        await side_by_side(running.play, range(WARM_UP), at_once=WARM_UP)
        await _receipts(running)
        before = running.parts.cpu_seconds()
        await asyncio.sleep(IDLE)
        rested, began = running.parts.cpu_seconds(), time.monotonic()
        idle = {name: (rested[name] - before[name]) / IDLE for name in system.parts}
        await side_by_side(running.play, range(WARM_UP, WARM_UP + cases), at_once=at_once)
        seconds = time.monotonic() - began
        await _receipts(running)
        after, busy = running.parts.cpu_seconds(), time.monotonic() - began
        if running.stuck:
            raise RuntimeError(f"{system.name}: cases {sorted(running.stuck)} did not end")
    return Cost(
        cases=cases,
        seconds=seconds,
        # What it takes anyway is counted apart: on a busy machine, where everything lasts longer, it would grow.
        cpu_ms={name: 1000 * (after[name] - rested[name] - idle[name] * busy) / cases for name in system.parts},
        idle={name: 100 * share for name, share in idle.items()},
    )


async def _receipts(running: Running) -> None:
    await asyncio.to_thread(running.phones.simulator.wait_idle, timeout=PATIENCE)
