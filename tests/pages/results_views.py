"""The pages of results over a small invented extract, and how an analyst's browser gets there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from tests.analytics.busy_extract import a_busy_extract
from tests.pages.staff_world import staff_in
from tests.pages.stage import Guest, Stage
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

ANALYST = "N-2"


def at_results(rest: str = "") -> Way:
    """An analyst opens a page of results."""

    async def go(guest: Guest) -> None:
        await staff_in(guest, ANALYST)
        await asyncio.to_thread(_extract, guest.stage)
        await guest.goto(f"/staff/{ORI}/results{rest}")
        await guest.page.wait_for_load_state("networkidle")  # plots are drawn when they are asked for

    return go


def _extract(stage: Stage) -> None:
    """Made once for each stage."""
    folder = stage.deps.analytics_folder
    if folder is not None and not (folder / ORI / "extracts").exists():
        a_busy_extract(folder, ori=ORI, agency="Springfield Police Department", invented=True)


async def without_extract(guest: Guest) -> None:
    """As on the first day."""
    await staff_in(guest, ANALYST)
    folder = guest.stage.deps.analytics_folder
    object.__setattr__(guest.stage.deps, "analytics_folder", Path("/nonexistent"))
    await guest.goto(f"/staff/{ORI}/results")
    object.__setattr__(guest.stage.deps, "analytics_folder", folder)


RESULTS_VIEWS: Mapping[str, View] = {
    "staff-results-none": View(way=without_extract),
    "staff-results": View(way=at_results()),
    "staff-results-table": View(way=at_results("/answer_by_priority?span=2026-10")),
    "staff-results-unknown": View(way=at_results("?span=2020-01"), status=404),
}
