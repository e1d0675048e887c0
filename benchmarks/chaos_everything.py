"""Every part may die: `python -m benchmarks.chaos_everything [--calls 1000] [--kills 4] [--store-faults 0.01]`.

PostgreSQL, a Temporal server on it, simulator, worker and API from packages. Calls go through the API, the provider
misbehaves, people write back in the middle, and meanwhile each part is killed with -9 and started again some seconds
later; at power cuts all of them die at once and come back in any order. In the end the simulator's store is held
against the database: exit code 1 unless every figure is 0. After each restart, new calls show how soon people are told.
With --store-faults, that share of the Temporal server's own calls to its store fails as well.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from benchmarks import store_faults
from benchmarks.chaos_calls import Calls, phone_of
from benchmarks.chaos_ledger import Ledger
from benchmarks.chaos_run import OURS, TROUBLE, Run, show_ledger
from benchmarks.local_stack import say, until
from benchmarks.output import median_p95, show_table
from benchmarks.supervisor import POWER_CUT, Restart, Supervisor, supervised
from benchmarks.topology_stage import PARTS, StageOptions, TopologyStage, topology_stage

app = typer.Typer(add_completion=False)

PROBES, PROBE_PAUSE = 3, 2.0
"""New calls after each restart, the first at once, and the seconds between them."""
UNTIL_NEXT = 20.0
"""Seconds between a restart and the next kill, at least."""
LOOK = 0.5
WANTED = 10.0
"""Seconds within which a new call is told of after a restart, at the 95th percentile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How soon after a restart a new call was told of."""

    kind: str
    after: float
    """Seconds from its first report, at the restart or a little later, to its text at the simulator."""
    restart: Restart


@dataclass(kw_only=True)
class Chaos:
    """What was done and what came of it."""

    ledger: Ledger
    restarts: Sequence[Restart]
    ended: Counter[str]
    told: Sequence[Told]
    faults: Counter[str]
    """Store calls of the Temporal server that were made to fail."""


@dataclass(kw_only=True)
class Killer:
    """Kills by plan while calls are played; after each restart some more calls, to see how soon they are told of."""

    supervisor: Supervisor
    plan: Sequence[str]
    calls: int
    probes: dict[int, Restart] = field(default_factory=dict)

    async def disturb(self, calls: Calls) -> None:
        """Each kill at its share of the calls, or as soon as the one before is over."""
        async with asyncio.TaskGroup() as probing:
            for turn, kind in enumerate(self.plan):
                await until(self._is_due(calls, turn), patience=math.inf, look=LOOK)
                restart = await self.supervisor.kill(kind)
                say(f"{kind} at {calls.played.finished} calls")
                if kind in ("api", "worker", POWER_CUT):
                    calls.cry_for_help()
                probing.create_task(self._probe(calls, restart))
                await self.supervisor.answered(restart)
                await asyncio.sleep(UNTIL_NEXT)

    def _is_due(self, calls: Calls, turn: int) -> Callable[[], bool]:
        share = (turn + 0.5) / len(self.plan) * 0.95
        return lambda: calls.played.finished >= share * self.calls

    async def _probe(self, calls: Calls, restart: Restart) -> None:
        await restart.done.wait()
        async with asyncio.TaskGroup() as playing:
            for _ in range(PROBES):
                n = self.calls + len(self.probes)
                self.probes[n] = restart
                playing.create_task(calls.play(n))
                await asyncio.sleep(PROBE_PAUSE)


def plan_of(kills: int, power_cuts: int, chance: Random) -> list[str]:
    """Who is killed, in turn: each part so often, in any order, and the power cuts spread between them."""
    plan = [name for name in PARTS for _ in range(kills)]
    chance.shuffle(plan)
    for turn in range(power_cuts):
        plan.insert(round((turn + 0.7) / power_cuts * len(plan)), POWER_CUT)
    return plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done."""

    calls: int
    plan: Sequence[str]
    at_once: int
    limit: float
    store_faults: float
    seed: int
    keep: Path | None


async def run(order: Order) -> Chaos:
    """The whole of it."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(store_faults.server(order.store_faults))
        environments: dict[str, Mapping[str, str]] = {"worker": OURS, "api": OURS}
        if server.environment:
            environments["temporal"] = server.environment
        options = StageOptions(environments=environments, simulator={**TROUBLE, "seed": order.seed}, keep=order.keep)
        stage = await stack.enter_async_context(topology_stage(options))
        supervisor = await stack.enter_async_context(supervised(stage, Random(order.seed)))
        faults = await stack.enter_async_context(server.counted())
        killer = Killer(supervisor=supervisor, plan=order.plan, calls=order.calls)
        playing = Run(stage=stage, calls=order.calls, at_once=order.at_once, limit=order.limit)
        calls, ledger = await playing.play(killer.disturb)
        first = await asyncio.to_thread(first_texts, stage)
        told = [
            Told(kind=restart.kind, after=seconds(first[phone_of(n)], calls.played.reported[n]), restart=restart)
            for n, restart in killer.probes.items()
            if phone_of(n) in first
        ]
        return Chaos(ledger=ledger, restarts=supervisor.restarts, ended=supervisor.ended, told=told, faults=faults)


def first_texts(stage: TopologyStage) -> dict[str, datetime]:
    """Number -> when the simulator had the first text to it."""
    found: dict[str, datetime] = {}
    for text in stage.simulator.messages(channel="sms"):
        found.setdefault(text["to"], datetime.fromisoformat(text["created_at"]))
    return found


def seconds(later: datetime, earlier: datetime) -> float:
    """Between the two."""
    return (later - earlier).total_seconds()


def show(chaos: Chaos, order: Order, took: float) -> None:
    """The figures."""
    done = Counter(restart.kind for restart in chaos.restarts)
    facts: list[tuple[str, object]] = [(f"killed with -9: {kind}", done[kind]) for kind in (*PARTS, POWER_CUT)]
    facts += [(f"ended by itself: {name}", times) for name, times in sorted(chaos.ended.items())]
    facts += [(f"store calls of the Temporal server: {what}", times) for what, times in sorted(chaos.faults.items())]
    show_ledger(chaos.ledger, facts, title=f"{order.calls} calls and {len(chaos.told)} more in {took:.0f} s")
    rows = [_soon(kind, [told for told in chaos.told if told.kind == kind]) for kind in (*PARTS, POWER_CUT)]
    columns = ("restart of", "all answer: median", "longest", "new calls", "told of: median", "p95", "longest")
    title = f"Seconds since the restart, and from a new call's first report to its text (wanted: p95 <= {WANTED:.0f})"
    show_table(columns, [row for row in (*rows, _soon("all", chaos.told)) if row], title=title)


def _soon(kind: str, told: Sequence[Told]) -> Sequence[str]:
    if len(told) < 2:
        return ()
    answered = [each.restart.answered or math.inf for each in told]
    after = [each.after for each in told]
    figures = (*median_p95(after), max(after))
    first = f"{statistics.median(answered):.1f}", f"{max(answered):.1f}"
    return (kind, *first, str(len(told)), *(f"{figure:.1f}" for figure in figures))


@app.command(help=__doc__)
def main(
    calls: Annotated[int, typer.Option(min=1, help="How many calls are played, beside those after restarts.")] = 1000,
    kills: Annotated[int, typer.Option(min=0, help="How often each part is killed.")] = 4,
    power_cuts: Annotated[int, typer.Option(min=0, help="How often all parts are killed at once.")] = 3,
    at_once: Annotated[int, typer.Option(min=1, help="Calls side by side: more keep two processors busy.")] = 12,
    limit: Annotated[float, typer.Option(min=1, help="Minutes after which it is over.")] = 60,
    faults: Annotated[float, typer.Option("--store-faults", help="Share of the server's store calls to fail.")] = 0,
    seed: Annotated[int, typer.Option(help="Of the order of things, and the simulator's misbehavior.")] = 1,
    keep: Annotated[Path | None, typer.Option(help="Folder for what the parts log.")] = None,
) -> None:
    """Run and show; exit code 1 if anything went wrong."""
    order = Order(
        calls=calls,
        plan=plan_of(kills, power_cuts, Random(seed)),
        at_once=at_once,
        limit=60 * limit,
        store_faults=faults,
        seed=seed,
        keep=keep,
    )
    began = time.monotonic()
    chaos = asyncio.run(run(order))
    show(chaos, order, time.monotonic() - began)
    raise typer.Exit(0 if chaos.ledger.is_clean else 1)


if __name__ == "__main__":
    app()
