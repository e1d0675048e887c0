"""Calls of the invented town, with known hot spots: cars at the station on weekend nights, noise at the harbor."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from analytics.example.town import CAMPUS, HARBOR_BARS, STATION, beat_cells
from analytics.extracts import Extract
from analytics.hot_spots.choices import DayPart, HotSpotChoice, TypeGroup
from analytics.hot_spots.find import find_all
from analytics.hot_spots.findings import HotSpotFindings
from tests.analytics.extract_fixtures import ORI, an_extract

SINCE, UNTIL = date(2026, 1, 5), date(2026, 11, 23)
"""Mondays, 46 weeks apart."""

CHOICES = (
    HotSpotChoice(),
    HotSpotChoice(group=TypeGroup.VEHICLES),
    HotSpotChoice(group=TypeGroup.DISORDER),
    HotSpotChoice(group=TypeGroup.BURGLARY),
    HotSpotChoice(group=TypeGroup.BURGLARY, part=DayPart.NIGHT, weeks=4),
)
"""With hot spots, without, and with too few calls."""


def town_calls(*, calls: int = 12_000, seed: int = 5) -> Iterator[Mapping[str, Any]]:
    """Rows of the table of calls: what matters of them."""
    chance = random.Random(seed)
    beat_of = {cell: beat for beat, cells in beat_cells().items() for cell in cells}
    town = sorted(beat_of)
    for _ in range(calls):
        day = SINCE + timedelta(days=chance.randrange((UNTIL - SINCE).days - 7))
        hour, cell, kind = chance.randrange(24), chance.choice(town), chance.choice(["NOISE", "MVA", "BURGLARY"])
        kind = chance.choice([kind, "LARCENY", "VEHSTLN"])
        spotted = chance.random()
        if kind == "VEHSTLN" and spotted < 0.3:
            cell, hour = chance.choice(STATION.cells), chance.choice([21, 22, 23, 0, 1])
            day += timedelta(days=(4 - day.weekday()) % 7 + (hour < 5) + chance.randrange(2) - 7)
            day = max(day, SINCE)
        elif kind == "NOISE" and spotted < 0.3:
            cell, hour = chance.choice(HARBOR_BARS.cells), chance.choice([22, 23, 0, 1])
        elif kind == "NOISE" and spotted < 0.5:
            cell = chance.choice(CAMPUS.cells)
        yield {
            "incident_type": kind,
            "cell": cell,
            "beat": beat_of[cell],
            "local_day": day,
            "local_hour": hour,
            "local_weekday": day.isoweekday(),
        }


def a_town_extract(folder: Path, *, invented: bool = True, **changes: Any) -> Extract:
    """In force, with these calls."""
    rows = list(town_calls(**changes))
    return an_extract(folder, {"calls": rows}, ori=ORI, since=SINCE, until=UNTIL, invented=invented)


@cache
def town_findings() -> HotSpotFindings:
    """What is found in them, for a few choices; found once."""
    with tempfile.TemporaryDirectory() as folder:
        return find_all(a_town_extract(Path(folder)), None, choices=CHOICES)
