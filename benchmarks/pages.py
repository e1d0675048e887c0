"""How fast the pages for people are answered by the server: `python -m benchmarks.pages [--times 200]`.

Over real HTTP on one connection, one request after another, with a SQLite database; the browser's share is not in it.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
import structlog
import typer
from rich.console import Console
from rich.progress import track

from benchmarks.output import median_p95, show_table
from tests.browser import launched
from tests.pages.stage import a_guest, staged
from tests.pages.table import VIEWS

PAGES = (
    "survey",
    "unsubscribe",
    "portal-sign-in",
    "portal-link",
    "portal-code",
    "portal-cases",
    "portal-case",
    "portal-write",
    "portal-preferences",
    "portal-data",
)
WARM_UP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Milliseconds of each answer, those that processors worked for it (the client's too), and the bytes of one."""

    waited: list[float]
    worked: float
    size: int


async def measured(url: str, cookies: dict[str, str], times: int) -> Measured:
    """What so many answers of one page took."""
    async with httpx.AsyncClient(cookies=cookies) as client:
        for _ in range(WARM_UP):
            answer = await client.get(url)
            answer.raise_for_status()
        waited, working = [], time.process_time()
        for _ in range(times):
            began = time.perf_counter()
            await client.get(url)
            waited.append((time.perf_counter() - began) * 1000)
        worked = (time.process_time() - working) * 1000 / times
    return Measured(waited=waited, worked=worked, size=len(answer.content))


async def _all(times: int) -> list[list[str]]:
    rows = []
    with tempfile.TemporaryDirectory() as place:
        async with staged(Path(place)) as stage, launched() as chromium:
            for page in track(PAGES, console=Console(stderr=True)):
                async with a_guest(chromium, stage, "en") as guest:
                    await VIEWS[page].way(guest)
                    cookies = {each["name"]: each["value"] for each in await guest.context.cookies()}
                    url = guest.page.url
                found = await measured(url, cookies, times)
                figures = (found.size / 1000, *median_p95(found.waited), max(found.waited), found.worked)
                rows.append([page, *(f"{figure:.1f}" for figure in figures)])
    return rows


def main(times: Annotated[int, typer.Option(min=20, help="Answers of each page.")] = 200) -> None:
    """Open each page once in a browser, then ask for it again and again with the same cookies."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    columns = ("Page", "kB of HTML", "median ms", "p95 ms", "slowest ms", "CPU ms")
    show_table(columns, asyncio.run(_all(times)), title=f"{times} answers of each")


if __name__ == "__main__":
    typer.run(main)
