"""What is lost and what comes twice when every process of a system is killed with -9 again and again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.local_stack import say
from benchmarks.peers.parts import Parts
from benchmarks.peers.phones import Tally, tally
from benchmarks.peers.systems import System
from commands.replaying.bounded_gather import side_by_side

ANSWER = 0.3
"""Seconds from accepting a message to answering, as a provider over the Internet: so long it is in doubt."""
GAP = (2.0, 7.0)
"""Seconds between two kills."""
LOOK = 0.2
PATIENCE = 300.0
"""Seconds until a message counts as lost. An email of ours in doubt waits two minutes for news of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """`kills`: in all. `stuck`: cases in which something did not come in time, of which the tally says what."""

    cases: int
    kills: int
    tally: Tally
    stuck: int


async def kill_and_count(system: System, *, cases: int, kills: int, seed: int) -> Toll:
    """Each process so often, at seeded moments, while the cases begin one after another."""
    plan = _plan(system, kills, Random(seed))
    pace = sum(gap for gap, _ in plan) / cases
    async with system.run(ANSWER, PATIENCE) as running:
        say(f"{system.name}: {cases} cases, one every {pace:.1f} s; {len(plan)} kills")
        killing = asyncio.create_task(_kill(running.parts, plan))
        try:

            async def play(n: int) -> None:
                await asyncio.sleep(n * pace)
                await running.play(n)

            await side_by_side(play, range(cases), at_once=cases)
        finally:
            killing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await killing
        with contextlib.suppress(TimeoutError):
            await asyncio.to_thread(running.phones.simulator.wait_idle, timeout=60)
        found = tally(await asyncio.to_thread(running.phones.simulator.messages), range(cases))
    return Toll(cases=cases, kills=len(plan), tally=found, stuck=len(running.stuck))


def _plan(system: System, kills: int, chance: Random) -> Sequence[tuple[float, str]]:
    names = [name for name in system.parts for _ in range(kills)]
    chance.shuffle(names)
    return [(chance.uniform(*GAP), name) for name in names]


async def _kill(parts: Parts, plan: Sequence[tuple[float, str]]) -> None:
    """By plan; what ends by itself meanwhile, or afterwards, is started again."""
    for gap, name in plan:
        await _look_after(parts, gap)
        await asyncio.to_thread(parts.kill, name)
        say(f"killed {name}")
    while True:
        await _look_after(parts, LOOK)


async def _look_after(parts: Parts, seconds: float) -> None:
    for _ in range(max(1, round(seconds / LOOK))):
        parts.look_after()
        await asyncio.sleep(LOOK)
