"""Ours beside what others would use: `python -m benchmarks.peers.compare [--cases 24] [--kills 10] [--markdown]`.

The same case, people, words, database and simulator, driven by Caseline on Temporal, by Celery with Redis and by DBOS:
what it costs, and what is lost and doubled when each process is killed. README.md in this folder says what is fair.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import mean
from typing import Annotated

import typer

from benchmarks.output import Out, load, show_table, write_json
from benchmarks.peers.cost import Cost, measure
from benchmarks.peers.kills import Toll, kill_and_count
from benchmarks.peers.needs import missing
from benchmarks.peers.systems import SYSTEMS, System

AT_ONCE = 24
"""Cases side by side, at most."""
KILL_CASES = 40
SEED = 1
"""Of who is killed when."""

Costs = Mapping[str, Cost]
Tolls = Mapping[str, Toll]


def table(costs: Costs, tolls: Tolls) -> tuple[list[str], list[list[str]]]:
    """Columns and rows, one column per system."""
    names = [system.name for system in SYSTEMS if system.name in costs or system.name in tolls]
    rows: list[list[str]] = []
    if costs:
        rows += [
            ["CPU ms per case: worker and API", *(f"{_own(costs[name], name):.0f}" for name in names)],
            ["CPU ms per case: Temporal, or Redis", *(_beside(costs[name]) for name in names)],
            ["CPU ms per case: PostgreSQL", *(f"{costs[name].cpu_ms['postgres']:.0f}" for name in names)],
            ["CPU ms per case: all but the simulator", *(f"{sum(costs[name].cpu_ms.values()):.0f}" for name in names)],
            ["Cases per second", *(f"{costs[name].cases / costs[name].seconds:.1f}" for name in names)],
            ["Idle, percent of a core", *(f"{sum(costs[name].idle.values()):.1f}" for name in names)],
        ]
    if tolls:
        rows += [
            ["Killed with -9", *(f"{tolls[name].kills} times" for name in names)],
            ["Messages that should arrive", *(str(tolls[name].tally.expected) for name in names)],
            ["Lost", *(str(tolls[name].tally.lost) for name in names)],
            ["Came twice", *(str(tolls[name].tally.doubled) for name in names)],
        ]
    return ["", *names], rows


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table as the README has it."""
    lines = [columns, ["---", *("---:" for _ in columns[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def _own(cost: Cost, name: str) -> float:
    return sum(cost.cpu_ms[part] for part in _system(name).own)


def _beside(cost: Cost) -> str:
    return "".join(f"{cost.cpu_ms[part]:.0f}" for part in ("temporal", "redis") if part in cost.cpu_ms) or "–"


def _system(name: str) -> System:
    return next(system for system in SYSTEMS if system.name == name)


async def _costs(systems: Sequence[System], cases: int, rounds: int) -> dict[str, Cost]:
    """In turns, so that a busy machine is as busy for the one as for the other."""
    found: dict[str, list[Cost]] = {system.name: [] for system in systems}
    for _ in range(rounds):
        for system in systems:
            found[system.name].append(await measure(system, cases, AT_ONCE))
    return {name: _together(costs) for name, costs in found.items()}


def _together(costs: Sequence[Cost]) -> Cost:
    first = costs[0]
    return Cost(
        cases=sum(cost.cases for cost in costs),
        seconds=sum(cost.seconds for cost in costs),
        cpu_ms={part: mean(cost.cpu_ms[part] for cost in costs) for part in first.cpu_ms},
        idle={part: mean(cost.idle[part] for cost in costs) for part in first.idle},
    )


async def _tolls(systems: Sequence[System], kills: int) -> dict[str, Toll]:
    return {each.name: await kill_and_count(each, cases=KILL_CASES, kills=kills, seed=SEED) for each in systems}


def main(
    cases: Annotated[int, typer.Option(min=0, help="Measured for their cost, of each system; 0: not.")] = 24,
    rounds: Annotated[int, typer.Option(min=1, help="They take turns so many times.")] = 1,
    kills: Annotated[int, typer.Option(min=0, help=f"Of each process, while {KILL_CASES} cases are played.")] = 10,
    only: Annotated[str, typer.Option(help="The system whose name begins like this.")] = "",
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the table of the README.")] = False,
    out: Out = None,
) -> None:
    """Measure and show."""
    if said := missing():
        typer.echo(said, err=True)
        raise typer.Exit(2)
    systems = [system for system in SYSTEMS if system.name.lower().startswith(only.lower())]
    costs = asyncio.run(_costs(systems, cases, rounds)) if cases else {}
    tolls = asyncio.run(_tolls(systems, kills)) if kills else {}
    columns, rows = table(costs, tolls)
    if as_markdown:
        print(markdown(columns, rows))
    else:
        show_table(columns, rows, title=f"{cases} cases, {load()}")
        for name, cost in costs.items():
            parts = ((part, f"{cost.cpu_ms[part]:.0f}", f"{cost.idle[part]:.2f}") for part in cost.cpu_ms)
            show_table((name, "CPU ms per case", "idle, % of a core"), parts)
    told = {"costs": {name: asdict(cost) for name, cost in costs.items()}}
    told["tolls"] = {name: asdict(toll) for name, toll in tolls.items()}
    write_json(out, {**told, "at_once": AT_ONCE, "load": os.getloadavg()})


if __name__ == "__main__":
    typer.run(main)
