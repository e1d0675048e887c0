"""How fast the pages of results are answered: `python -m benchmarks.results_pages --calls 1000000`.

Over real HTTP on one connection, with an invented year of so many calls: cold, when nothing was counted or drawn, then
again and again. The browser's share is not in it; what plots take is told apart, as a page does not wait for them.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path
from typing import Annotated

import httpx
import structlog
import typer

from benchmarks.output import load, median_p95, show_table
from benchmarks.pages import measured
from benchmarks.results import YEAR, write_year
from tests.api.staff.test_results import put
from tests.browser import launched
from tests.pages.staff_world import staff_in
from tests.pages.stage import Stage, a_guest, staged
from tests.portal_fixtures import ORI

SPANS = (f"{YEAR}-10", f"{YEAR}-W40", f"{YEAR}")
PATHS = ("results", "results/answer_by_hour", "results/answer_by_hour.csv", "results/answer_by_hour.svg")


def _extract(folder: Path, calls: int) -> None:
    place = folder / ORI / "extracts" / "20260102T000000Z"
    place.mkdir(parents=True)
    made = write_year(place, calls)
    (place / "about.json").write_text(made.about.to_json(), encoding="utf-8")


async def _all(calls: int, times: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as place:
        async with staged(Path(place)) as stage, launched() as chromium:
            folder = Path(place) / "analytics"
            await asyncio.to_thread(_extract, folder, calls)
            put(stage.deps, analytics_folder=folder)
            async with a_guest(chromium, stage, "en") as guest:
                await staff_in(guest, "N-2")
                cookies = {each["name"]: each["value"] for each in await guest.context.cookies()}
            try:
                return [row for span in SPANS for row in await _span(stage, cookies, span, times)]
            finally:
                await stage.deps.drawing.close()


async def _span(stage: Stage, cookies: dict[str, str], span: str, times: int) -> list[list[str]]:
    rows = []
    for path in PATHS:
        url = f"{stage.address}/staff/{ORI}/{path}?span={span}"
        async with httpx.AsyncClient(cookies=cookies, timeout=120) as client:
            began = time.perf_counter()
            (await client.get(url)).raise_for_status()
            cold = (time.perf_counter() - began) * 1000
        found = await measured(url, cookies, times)
        figures = (cold, *median_p95(found.waited), max(found.waited), found.worked, found.size / 1000)
        rows.append([span, path, *(f"{figure:,.1f}" for figure in figures)])
    return rows


def main(
    calls: Annotated[int, typer.Option(min=1, help="Calls of the invented year.")] = 1_000_000,
    times: Annotated[int, typer.Option(min=20, help="Answers of each page.")] = 100,
) -> None:
    """Ask for each page, cold and then again and again."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    columns = ("Span", "Page", "cold ms", "median ms", "p95 ms", "slowest ms", "CPU ms", "kB")
    show_table(columns, asyncio.run(_all(calls, times)), title=f"{calls:,} calls, {times} answers of each")
    typer.echo(load())


if __name__ == "__main__":
    typer.run(main)
