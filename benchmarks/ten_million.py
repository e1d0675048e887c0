"""Every statement on a database of ten million messages: `python -m benchmarks.ten_million [--messages 10000000]`.

Fills a PostgreSQL with a year of twenty agencies, then runs the real processes on it: first nothing happens for a
while, which shows what runs by the clock; then cases are played, of people whose addresses are in thousands of calls,
and what else happens to a call. PostgreSQL itself writes down how each statement ran (auto_explain), whichever part of
the program sent it. Exit code 1 if one on the way of an event, a step, a send or a receipt is slow, or reads a large
table from end to end. Blocks read are a count, and hold on a busy machine too; times only on a quiet one.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import psutil
import typer

from benchmarks.at_scale import play
from benchmarks.at_scale.fill import fill
from benchmarks.at_scale.history import PAST
from benchmarks.at_scale.plans import Run, Statement, by_statement, runs, shown
from benchmarks.at_scale.postgres_stage import PostgresStage, postgres_stage
from benchmarks.at_scale.server import EXPLAINING, FILLING, GENERIC, BigServer
from benchmarks.local_stack import say
from benchmarks.output import Out, load, show_table, write_json

SLOW_MS = 20.0
MANY_BLOCKS = 2000
"""16 MiB: more than 20 ms even where all of it is in memory."""
SHOWN = 25
"""Statements by the clock, and as many on the way; the file has all of them."""


async def measured(
    server: BigServer, state: Path, cases: int, quiet: float, *, generic: bool
) -> tuple[list[Run], list[Run]]:
    """What ran by the clock, and what ran while cases were played."""
    server.start(EXPLAINING | GENERIC if generic else EXPLAINING)
    try:
        async with postgres_stage(server.url, state) as here, _whose(here) as processes:
            begins = datetime.now(UTC)
            say(f"Nothing happens for {quiet:.0f} s")
            await asyncio.sleep(quiet)
            plays = datetime.now(UTC)
            say(f"Playing {cases} cases, and what else happens")
            await play.everything(here, cases)
    finally:
        server.stop()
    found = [run for run in runs(server.plans, processes) if run.at >= begins]
    return [run for run in found if run.at < plays], [run for run in found if run.at >= plays]


@contextlib.asynccontextmanager
async def _whose(here: PostgresStage) -> AsyncIterator[dict[int, str]]:
    """Local port of each connection of worker and API -> whose it is."""
    found: dict[int, str] = {}

    async def look() -> None:
        while True:
            for name in ("worker", "api"):
                connections = psutil.Process(here.stack.processes[name].pid).net_connections("tcp")
                found.update({each.laddr.port: name for each in connections})
            await asyncio.sleep(0.2)

    looking = asyncio.create_task(look())
    try:
        yield found
    finally:
        looking.cancel()


def is_bad(statement: Statement) -> bool:
    """Too slow for the way of a message, or bound to become so."""
    return (
        statement.median_ms > SLOW_MS or statement.blocks > MANY_BLOCKS or not statement.scanned.isdisjoint(PAST.keys())
    )


def show(statements: Sequence[Statement], title: str) -> None:
    """Those that touch most."""
    columns = ("statement", "by", "runs", "median ms", "most ms", "most blocks", "read", "rows", "discarded", "scans")
    show_table(columns, [_row(each) for each in statements[:SHOWN]], title=title)


def _row(each: Statement) -> Sequence[str]:
    by = "+".join(sorted({run.by for run in each.runs}))
    figures = (f"{each.most(what):.0f}" for what in ("blocks", "read", "rows", "discarded"))
    scans = " ".join(sorted(each.scanned & PAST.keys()))
    text = ("✗ " if is_bad(each) else "") + shown(each.text)
    return (text, by, str(len(each.runs)), f"{each.median_ms:.1f}", f"{each.most('ms'):.1f}", *figures, scans)


def figures(statements: Iterable[Statement]) -> Iterator[dict[str, object]]:
    """For the file."""
    for each in statements:
        yield {
            "text": each.text,
            "runs": len(each.runs),
            "median_ms": each.median_ms,
            "most_ms": each.most("ms"),
            "blocks": each.blocks,
            "discarded": each.most("discarded"),
            "rows": each.most("rows"),
            "scanned": sorted(each.scanned),
            "is_bad": is_bad(each),
        }


def main(
    messages: Annotated[int, typer.Option(min=1000, help="How many messages there are.")] = 10_000_000,
    cases: Annotated[int, typer.Option(min=1, help="Full cases to play.")] = 6,
    quiet: Annotated[float, typer.Option(help="Seconds in which nothing happens: jobs of each minute run.")] = 130,
    generic: Annotated[bool, typer.Option("--generic", help="Plans that fit any value: the worst case.")] = False,
    keep: Annotated[Path | None, typer.Option(help="Keep the database in this folder, or use the one there.")] = None,
    out: Out = None,
) -> None:
    """Fill, play, show."""
    folder = keep or Path(tempfile.mkdtemp(prefix="caseline-scale-"))
    try:
        server, state = BigServer(folder), folder / "state"
        if not state.exists():
            state.mkdir(parents=True, mode=0o700)
            say(f"Filling {folder} with {messages:,} messages")
            server.start(FILLING)
            try:
                asyncio.run(fill(server.url, state / "keys.json", messages))
            finally:
                server.stop()
        size = server.size() / 1e9
        by_clock, on_the_way = asyncio.run(measured(server, state, cases, quiet, generic=generic))
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    clock = by_statement(by_clock)
    way = by_statement([run for run in on_the_way if run.text not in {each.text for each in clock}])
    title = f"{messages:,} messages, {size:.1f} GB, {load()}"
    show(clock, f"By the clock: {len(clock)} statements; {title}")
    show(way, f"On the way: {len(way)} statements; {title}")
    write_json(out, {"messages": messages, "clock": list(figures(clock)), "way": list(figures(way))})
    if bad := [each for each in way if is_bad(each)]:
        say(f"{len(bad)} statements are slow, or read a large table from end to end")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
