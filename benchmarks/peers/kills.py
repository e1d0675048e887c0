"""What is lost and what comes twice when every process of a system is killed with -9 again and again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.local_stack import say
from benchmarks.peers.phones import MESSAGES_OF_A_CASE, Tally, tally
from benchmarks.peers.systems import Running, System
from commands.replaying.bounded_gather import side_by_side

ANSWER = 0.3
"""Seconds from accepting a message to answering, as a provider over the Internet: so long it is in doubt."""
AT_ONCE = 10
"""Cases side by side."""
GAP = 2.0
"""Seconds between two kills, at least."""
NO_PROGRESS = 60.0
"""Seconds after which the next kill comes although its share of the messages has not arrived."""
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
    """Each process so often, at seeded shares of the messages: a kill meets a system that has been at work again."""
    plan = _plan(system, kills, Random(seed), messages=cases * MESSAGES_OF_A_CASE)
    async with system.run(ANSWER, PATIENCE) as running:
        say(f"{system.name}: {cases} cases, {len(plan)} kills")
        killing = asyncio.create_task(_kill(running, plan))
        try:
            await side_by_side(running.play, range(cases), at_once=AT_ONCE)
        finally:
            killing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await killing
        with contextlib.suppress(TimeoutError):
            await asyncio.to_thread(running.phones.simulator.wait_idle, timeout=60)
        found = tally(await asyncio.to_thread(running.phones.simulator.messages), range(cases))
    return Toll(cases=cases, kills=len(plan), tally=found, stuck=len(running.stuck))


def _plan(system: System, kills: int, chance: Random, *, messages: int) -> Sequence[tuple[float, str]]:
    """After how many messages who is killed."""
    names = [name for name in system.parts for _ in range(kills)]
    chance.shuffle(names)
    return list(zip(sorted(chance.uniform(0, 0.95 * messages) for _ in names), names, strict=True))


async def _kill(running: Running, plan: Sequence[tuple[float, str]]) -> None:
    """By plan; what ends by itself meanwhile, or afterwards, is started again."""
    for after, name in plan:
        await _look_after(running, GAP)
        waited = GAP
        while running.phones.total() < after and waited < NO_PROGRESS:
            await _look_after(running, LOOK)
            waited += LOOK
        await asyncio.to_thread(running.parts.kill, name)
        say(f"killed {name} at {running.phones.total()} messages")
    while True:
        await _look_after(running, LOOK)


async def _look_after(running: Running, seconds: float) -> None:
    for _ in range(max(1, round(seconds / LOOK))):
        running.parts.look_after()
        await asyncio.sleep(LOOK)
