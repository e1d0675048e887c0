"""What one full case costs: `python -m benchmarks.case_cost [--cases 40] [--at-once 8] [--json FILE]`.

Nine events go through the API, and twenty-odd messages to the simulator; beside it, in the same run, a bare workflow
gets the same signals, timers and sends, and does nothing; a third one hands the same number of messages to the
providers' SDKs, which no way of writing ours could save. Measured is the CPU time of the real processes. All pass their
twenty days by time skipping, to the same moments, driven and watched in the same way from this process: what that
costs falls on the server for all alike, and the events it writes into histories are counted apart. The API also
takes in what the providers report about each message, some two requests each, which the others do without. Then some
cases are played again in processes that count their SQL statements (`benchmarks.statements`).
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from statistics import mean
from typing import Annotated
from uuid import uuid4

import typer
from temporalio.api.history.v1 import HistoryEvent

from benchmarks import statements
from benchmarks.bare_workflow import QUEUE, SIGNAL, WORKFLOW
from benchmarks.full_case import CASE, WARM_UP, ten_o_clock
from benchmarks.histories import HistoryFigures, figures
from benchmarks.local_stack import Stage, say, stage
from benchmarks.measuring_stick import STICK
from benchmarks.output import Out, load, show_table, write_json
from commands.replaying.bounded_gather import side_by_side
from engine.processes import Command

COUNTED_CASES = 8
"""More would tell the same: every case asks nearly the same statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Per case: CPU milliseconds by process, and what its history holds."""

    cases: int
    seconds: float
    cpu_ms: dict[str, float]
    history: HistoryFigures

    @property
    def ours(self) -> float:
        """CPU milliseconds of everything but the server and the providers."""
        return sum(spent for name, spent in self.cpu_ms.items() if name not in ("temporal", "simulator"))


async def measure_full(here: Stage, cases: int, at_once: int) -> Cost:
    """Full cases through API and worker."""
    await side_by_side(here.play_case, range(WARM_UP), at_once=WARM_UP)
    names = ("worker", "api", "temporal", "simulator")
    return await _measure(here, names, here.play_case, range(WARM_UP, WARM_UP + cases), at_once)


async def measure_bare(here: Stage, cases: int, at_once: int, *, simulator: str = "") -> Cost:
    """The bare workflow, in a worker of its own; with a simulator, its sends are real."""
    command = [sys.executable, "-m", "benchmarks.bare_workflow", here.stack.temporal, here.client.namespace, simulator]
    here.stack.processes.start(Command(name="bare", words=command, log=here.database.with_name("bare.log")))
    try:

        async def play(n: int) -> list[HistoryEvent]:
            return await _play_bare(here)

        await side_by_side(play, range(WARM_UP), at_once=WARM_UP)
        return await _measure(here, ("bare", "temporal"), play, range(cases), at_once)
    finally:
        here.stack.processes.stop("bare")


async def _measure(
    here: Stage,
    names: Sequence[str],
    play: Callable[[int], Awaitable[list[HistoryEvent]]],
    numbers: range,
    at_once: int,
) -> Cost:
    before, began = here.cpu_seconds(names), time.monotonic()
    histories = await side_by_side(play, numbers, at_once=at_once)
    seconds, after = time.monotonic() - began, here.cpu_seconds(names)
    spent = {name: 1000 * (after[name] - before[name]) / len(numbers) for name in names}
    return Cost(cases=len(numbers), seconds=seconds, cpu_ms=spent, history=_typical(histories))


def _typical(histories: Sequence[Sequence[HistoryEvent]]) -> HistoryFigures:
    """Of the history in the middle: how tasks fall together varies a little from case to case."""
    return sorted((figures(events) for events in histories), key=lambda found: found.events)[len(histories) // 2]


async def _play_bare(here: Stage) -> list[HistoryEvent]:
    received_at = ten_o_clock()
    handle = None
    for happening in CASE:
        event = {"type": happening.type, "occurred_at": happening.at(received_at).isoformat()}
        if handle is None:
            handle = await here.client.start_workflow(
                WORKFLOW,
                STICK,
                id=f"bare/{uuid4().hex}",
                task_queue=QUEUE,
                start_signal=SIGNAL,
                start_signal_args=[event],
            )
        else:
            await here.clock.fast_forward_to(handle.id, happening.at(received_at))
            await handle.signal(SIGNAL, event)
        await here.settled(handle)
    assert handle is not None
    await handle.result()
    return list((await handle.fetch_history()).events)


def show(full: Cost, bare: Cost, sending: Cost) -> None:
    """The table."""
    rows: list[Sequence[str]] = []
    for name in ("worker", "api", "temporal", "simulator"):
        others = [other.cpu_ms.get("bare" if name == "worker" else name) for other in (bare, sending)]
        spent = full.cpu_ms[name]
        rows.append((name, f"{spent:.0f}", *chain.from_iterable(_beside(spent, other) for other in others)))
    ratios = chain(_beside(full.ours, bare.ours), _beside(full.ours, sending.ours))
    rows.append(("worker + API", f"{full.ours:.0f}", *ratios))
    speeds = [f"{cost.cases / cost.seconds:.2f}" for cost in (full, bare, sending)]
    rows.append(("cases per second", speeds[0], speeds[1], "", speeds[2], ""))
    for what in ("events", "time_skipping_events", "payload_bytes", "total_bytes"):
        figure, other = getattr(full.history, what), getattr(bare.history, what)
        rows.append((f"history: {what.replace('_', ' ')}", str(figure), *_beside(figure, other, "d")))
    columns = ("CPU ms per case", "full", "bare", "ratio", "bare with SDKs", "ratio")
    show_table(columns, rows, title=f"{full.cases} full cases, {load()}")
    kinds = ", ".join(f"{count} {name}" for name, count in full.history.by_type.items())
    print(f"Events of a full case: {kinds}")


def _beside(full: float, bare: float | None, form: str = ".0f") -> tuple[str, str]:
    return (f"{bare:{form}}", f"{full / bare:.2f}" if bare else "") if bare is not None else ("", "")


async def measure(cases: int, at_once: int, rounds: int) -> tuple[Cost, Cost, Cost]:
    """All in turns on the same server, so that a busy machine is as busy for the one as for the other."""
    async with stage(hurried=True) as here:
        full, bare, sending = [], [], []
        for turn in range(1, rounds + 1):
            say(f"Round {turn} of {rounds}: {cases // rounds} full cases, then as many bare ones of both kinds")
            full.append(await measure_full(here, cases // rounds, at_once))
            bare.append(await measure_bare(here, cases // rounds, at_once))
            sends = measure_bare(here, cases // rounds, at_once, simulator=here.stack.phones)
            sending.append(await sends)
    return _together(full), _together(bare), _together(sending)


def _together(costs: Sequence[Cost]) -> Cost:
    return Cost(
        cases=sum(cost.cases for cost in costs),
        seconds=sum(cost.seconds for cost in costs),
        cpu_ms={name: mean(cost.cpu_ms[name] for cost in costs) for name in costs[0].cpu_ms},
        history=costs[0].history,
    )


def main(
    cases: Annotated[int, typer.Option(min=2, help="Full cases to play, and as many bare ones.")] = 40,
    at_once: Annotated[int, typer.Option(min=1, help="Side by side.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Full and bare take turns so many times.")] = 2,
    out: Out = None,
) -> None:
    """Measure and show."""
    full, bare, sending = asyncio.run(measure(cases, at_once, rounds))
    show(full, bare, sending)
    counted = asyncio.run(statements.measure(COUNTED_CASES, at_once))
    statements.show(counted, top=0)
    costs = {"full": asdict(full), "bare": asdict(bare), "bare_with_sdks": asdict(sending)}
    ratios = {"ratio": full.ours / bare.ours, "ratio_with_sdks": full.ours / sending.ours}
    sql = {"statements": sum(found.total for found in counted.values())}
    write_json(out, {**costs, **ratios, **sql, "load": os.getloadavg()})


if __name__ == "__main__":
    typer.run(main)
