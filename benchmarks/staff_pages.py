"""How fast staff pages are answered by the server: `python -m benchmarks.staff_pages [--times 200]`.

Over real HTTP on one connection, with the invented day of `tests.pages.staff_world` in a SQLite database and `--calls`
more calls beside it; the browser's share is not in it.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import httpx
import structlog
import typer
from rich.console import Console
from rich.progress import track

from benchmarks.output import median_p95, show_table
from benchmarks.pages import measured
from tests.browser import launched
from tests.pages.staff_views import STAFF_VIEWS
from tests.pages.stage import NOW, Stage, a_guest, staged
from tests.portal_fixtures import a_case

PAGES = tuple(name for name, view in STAFF_VIEWS.items() if view.status == 200)


async def _more_calls(stage: Stage, count: int) -> None:
    """Cases of the last days, so that lists are full and what is counted is not nothing."""
    for number in track(range(count), description="Calls", console=Console(stderr=True)):
        received = NOW - timedelta(minutes=17 * number)
        phone = f"+1360555{number % 10000:04d}"
        await a_case(
            stage.database,
            stage.vault,
            now=received,
            call_number=f"26-5{number:06d}",
            case_number=f"2026-5{number:05d}",
            person={"name": "Ana", "phone": phone, "email": None, "language": "en"},
        )


async def _all(times: int, calls: int) -> list[list[str]]:
    rows = []
    with tempfile.TemporaryDirectory() as place:
        async with staged(Path(place)) as stage, launched() as chromium:
            await _more_calls(stage, calls)
            for page in track(PAGES, description="Pages", console=Console(stderr=True)):
                async with a_guest(chromium, stage, "en") as guest:
                    await STAFF_VIEWS[page].way(guest)
                    cookies = {each["name"]: each["value"] for each in await guest.context.cookies()}
                    url = guest.page.url
                try:
                    found = await measured(url, cookies, times)
                except httpx.HTTPStatusError:
                    continue  # the answer to a form, which cannot be asked for again by its address
                figures = (found.size / 1000, *median_p95(found.waited), max(found.waited), found.worked)
                rows.append([page, *(f"{figure:.1f}" for figure in figures)])
    return rows


def main(
    times: Annotated[int, typer.Option(min=20, help="Answers of each page.")] = 100,
    calls: Annotated[int, typer.Option(min=0, help="Calls of the agency beside those of the invented day.")] = 1000,
) -> None:
    """Ask for each page again and again and say how long it took."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    columns = ("Page", "kB of HTML", "median ms", "p95 ms", "slowest ms", "CPU ms")
    show_table(columns, asyncio.run(_all(times, calls)), title=f"{times} answers of each, {calls} more calls")


if __name__ == "__main__":
    typer.run(main)
