"""A city without people: calls by a real city's hours, streets of unequal trade, and types as dispatchers see them."""

from __future__ import annotations

import csv
import random
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

import h3

from analytics.open_data.public_calls import PublicCall

MILWAUKEE = Path(__file__).resolve().parents[4] / "shared" / "data" / "milwaukee_wi.csv"
"""Dispatched calls of a real city, beside the project on some machines; none of it is part of the project."""

INVENTED_HOURS = (30, 24, 19, 15, 12, 12, 15, 22, 30, 36, 40, 43, 46, 47, 49, 52, 55, 56, 54, 52, 50, 48, 45, 38)
"""Calls of each hour of the day, in parts: few before dawn, most in the late afternoon."""

TYPES = {
    "NOISE": 14, "TROUBLE": 12, "MVA": 11, "LARCENY": 10, "TRESPASS": 8, "PARKING": 8, "SUSP": 7, "DISORD": 6,
    "VANDAL": 4, "ALRBA": 4, "VEHSTLN": 4, "FRAUD": 3, "BURGLARY": 3, "FIGHT": 2, "ANIMAL": 2, "SHOPLIFT": 1,
    "TRUANT": 0.2, "CNTRFT": 0.1, "EXTORT": 0.05,
}  # fmt: skip
CENTRE = h3.latlng_to_cell(43.0389, -87.9065, 10)


def milwaukee_hours() -> tuple[int, ...] | None:
    """Calls of each hour in the real city; None on a machine without them."""
    if not MILWAUKEE.exists():
        return None
    with MILWAUKEE.open(encoding="utf-8", newline="") as file:
        hours = Counter(int(row["time"][11:13]) for row in csv.DictReader(file) if len(row["time"]) > 12)
    return tuple(hours[hour] for hour in range(24))


@cache
def _streets() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cells of the city, the busiest first, and the beat of each."""
    cells = sorted(h3.grid_disk(CENTRE, 45))
    random.Random(1).shuffle(cells)
    areas: dict[str, str] = {}
    beats = [areas.setdefault(h3.cell_to_parent(cell, 7), f"B{len(areas) + 1}") for cell in cells]
    return tuple(cells), tuple(beats)


def invented_calls(count: int, days: int, hours: Sequence[float] = INVENTED_HOURS, seed: int = 7) -> list[PublicCall]:
    """So many calls over so many days from 1 April 2026; one in fifty is without a place."""
    chance = random.Random(seed)
    cells, beats = _streets()
    trade = list(accumulate(1 / (rank + 12) for rank in range(len(cells))))
    calls = []
    for _ in range(count):
        place = bisect(trade, chance.random() * trade[-1])
        located = chance.random() > 0.02
        calls.append(
            PublicCall(
                day=date(2026, 4, 1) + timedelta(days=chance.randrange(days)),
                minute=chance.choices(range(24), hours)[0] * 60 + chance.randrange(60),
                beat=beats[place] if located else None,
                cell=cells[place] if located else None,
                incident_type=chance.choices(list(TYPES), list(TYPES.values()))[0],
                priority=chance.choices((1, 2, 3, 4, 5), (5, 20, 40, 25, 10))[0],
                ended=chance.choices(("handled", "report taken", "cancelled", "not found"), (60, 20, 12, 8))[0],
                arrival=chance.choices(("under 5", "5 to 10", "10 to 20", "20 to 40", None), (15, 25, 25, 20, 15))[0],
            )
        )
    return calls
