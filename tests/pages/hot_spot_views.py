"""The page of hot spots in its states: nothing found yet, with hot spots, without, and with too few calls."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from pathlib import Path

from analytics.extracts import agency_folder
from analytics.hot_spots.kept import keep
from tests.analytics.hot_spots.town_calls import town_findings
from tests.pages.staff_world import staff_in
from tests.pages.stage import Guest
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI


def analytics_of(guest: Guest) -> Path:
    """The stage's folder of analytics."""
    folder = guest.stage.deps.analytics_folder
    assert folder is not None
    return folder


def hot_spots(query: str) -> Way:
    """An analyst looks at one choice."""

    async def go(guest: Guest) -> None:
        keep(analytics_of(guest), dataclasses.replace(town_findings(), ori=ORI))
        await staff_in(guest, "N-2")
        await guest.goto(f"/staff/{ORI}/hot-spots?{query}")

    return go


async def none_yet(guest: Guest) -> None:
    """Before any were looked for."""
    shutil.rmtree(agency_folder(analytics_of(guest), ORI) / "hot-spots", ignore_errors=True)
    await staff_in(guest, "N-2")
    await guest.goto(f"/staff/{ORI}/hot-spots")


HOT_SPOT_VIEWS: Mapping[str, View] = {
    "hot-spots": View(way=hot_spots("types=vehicles")),
    "hot-spots-none": View(way=hot_spots("types=burglary")),
    "hot-spots-too-few": View(way=hot_spots("types=burglary&hours=night&weeks=4")),
    "hot-spots-not-yet": View(way=none_yet),
}
