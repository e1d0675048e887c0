"""From event accepted to provider asked: `python -m benchmarks.latency [--database postgresql] [--minutes 5]`.

New calls come at an even pace, one a second; each texts its caller at once, as nothing is held. Measured is from the
moment the 202 is answered until the provider's API has the text, and where the time goes in between: by the times that
the inbox, the history in Temporal, the message's row and the simulator keep. All is real but the provider. With
`--sleeping 100000` it is measured again once the databases of Caseline and Temporal hold so many sleeping calls more.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from benchmarks.latency_calls import STAGES, Place, Played, place, play
from benchmarks.local_stack import say
from benchmarks.output import Out, load, show_table, write_json
from benchmarks.put_to_sleep import put_to_sleep

WARM_UP = 20


async def measure(database: str, *, sleeping: int, calls: int, pause: float) -> tuple[list[Played], list[Played]]:
    """The calls after the first ones, which load catalogs, compile statements and open connections; among few calls,
    and in the same run, with the same processes started again, among many that sleep.
    """
    async with place(database) as here:
        alone = await _measured(here, first=0, calls=calls, pause=pause)
        if not sleeping:
            return alone, []
        await put_to_sleep(here, sleeping)
        return alone, await _measured(here, first=WARM_UP + calls, calls=calls, pause=pause)


async def _measured(here: Place, *, first: int, calls: int, pause: float) -> list[Played]:
    await play(here, WARM_UP, first=first, pause=0.25)
    say(f"{calls} calls, one every {pause:g} s")
    return await play(here, calls, first=first + WARM_UP, pause=pause)


def figures(played: Sequence[Played]) -> dict[str, float]:
    """Milliseconds."""
    times = sorted(1000 * call.latency for call in played)
    return {
        "median": statistics.median(times),
        "p95": statistics.quantiles(times, n=20, method="inclusive")[18],
        "p99": statistics.quantiles(times, n=100, method="inclusive")[98],
        "longest": times[-1],
    }


def by_stage(played: Sequence[Played]) -> dict[str, dict[str, float]]:
    """Milliseconds of each stage: median, and what a twentieth takes longer than."""
    spent = zip(*(call.seconds for call in played), strict=True)
    return {
        name: {
            "median": 1000 * statistics.median(times),
            "p95": 1000 * statistics.quantiles(times, n=20, method="inclusive")[18],
        }
        for name, times in zip(STAGES[1:], map(sorted, spent), strict=True)
    }


def show(title: str, found: Mapping[str, float], stages: Mapping[str, Mapping[str, float]]) -> None:
    """The table."""
    rows: list[Sequence[str]] = [
        (f"... {name}", f"{times['median']:.0f}", f"{times['p95']:.0f}", "", "") for name, times in stages.items()
    ]
    rows.append(("accepted to provider asked", *(f"{found[name]:.0f}" for name in ("median", "p95", "p99", "longest"))))
    show_table(("milliseconds", "median", "p95", "p99", "longest"), rows, title=title)


def main(
    database: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    minutes: Annotated[float, typer.Option(min=0.1)] = 3,
    pause: Annotated[float, typer.Option(help="Seconds between two calls.")] = 1.0,
    sleeping: Annotated[int, typer.Option(help="Measure again among so many sleeping calls.")] = 0,
    out: Out = None,
) -> None:
    """Measure and show."""
    calls = round(60 * minutes / pause)
    alone, among = asyncio.run(measure(database, sleeping=sleeping, calls=calls, pause=pause))
    found: dict[str, Any] = {"database": database, "calls": calls, "pause": pause, "sleeping": sleeping}
    for name, played in (("alone", alone), ("among_sleeping", among)):
        if played:
            found[name] = {"ms": figures(played), "stages_ms": by_stage(played)}
            beside = f", among {sleeping} sleeping ones" if played is among else ""
            title = f"{calls} calls on {database}, one every {pause:g} s{beside}; {load()}"
            show(title, found[name]["ms"], found[name]["stages_ms"])
    write_json(out, found)


if __name__ == "__main__":
    typer.run(main)
