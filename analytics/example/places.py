"""Where calls of the example town come from: its beats, and the spots where more happens than elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random

from analytics.example.incident_mix import BEATS
from analytics.example.town import CAMPUS, HARBOR_BARS, MARKET, STATION, TownPlace, beat_cells

PLACE_IS_KNOWN = 0.94
"""The share of calls that CAD sends a place with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that draws a share of the calls of these types in these hours (weekday from 1 for Monday, hour)."""

    place: TownPlace
    beat: str
    types: Collection[str]
    share: float
    hours: Callable[[int, int], bool]


def _weekend_night(weekday: int, hour: int) -> bool:
    return (weekday in (5, 6) and hour >= 21) or (weekday in (6, 7) and hour < 4)


def _any_night(weekday: int, hour: int) -> bool:
    return (weekday >= 4 and hour >= 21) or hour < 4


def _shopping(weekday: int, hour: int) -> bool:
    return weekday < 7 and 10 <= hour < 20


def _evening(weekday: int, hour: int) -> bool:
    del weekday
    return hour >= 20 or hour < 3


def _lectures(weekday: int, hour: int) -> bool:
    return weekday < 6 and 8 <= hour < 19


SPOTS: tuple[Spot, ...] = (
    Spot(place=STATION, beat="C2", types={"VEHSTLN", "LARCENY"}, share=0.45, hours=_weekend_night),
    Spot(place=MARKET, beat="C3", types={"SHOPLIFT"}, share=0.4, hours=_shopping),
    Spot(place=HARBOR_BARS, beat="S1", types={"FIGHT", "INTOX", "DISORD"}, share=0.3, hours=_any_night),
    Spot(place=CAMPUS, beat="N2", types={"NOISE"}, share=0.18, hours=_evening),
    Spot(place=CAMPUS, beat="N2", types={"LARCENY"}, share=0.1, hours=_lectures),
)
"""The hot spots that the example has, for pages that find them."""


class Places:
    """Draws the beat and the cell of each call."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._cells = beat_cells()
        self._beats = list(BEATS)
        self._weights = [BEATS[beat] * len(self._cells[beat]) for beat in self._beats]
        self._beat_of = {cell: beat for beat, cells in self._cells.items() for cell in cells}

    def draw(self, code: str, at: datetime) -> tuple[str, str | None]:
        """Beat and cell of a call of this type at this time of the town's clocks; None: its place is not known."""
        chance = self._chance
        beat, cell = self._drawn(code, at)
        return beat, cell if chance.random() < PLACE_IS_KNOWN else None

    def _drawn(self, code: str, at: datetime) -> tuple[str, str]:
        chance = self._chance
        for spot in SPOTS:
            if code in spot.types and spot.hours(at.isoweekday(), at.hour) and chance.random() < spot.share:
                cell = chance.choice(spot.place.cells)
                return self._beat_of.get(cell, spot.beat), cell
        beat = chance.choices(self._beats, self._weights)[0]
        return beat, chance.choice(self._cells[beat])
