"""The town of the example year, which exists nowhere: its center lies in the open Atlantic, far from any coast.

About 24 square kilometers, nine beats in three rows, a bay in the south.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import h3

RESOLUTION = 10
"""Of the H3 cells in which places are kept: about 15,000 square meters each."""

CENTER = (40.0, -40.0)
"""Latitude and longitude in degrees (WGS 84); the water is 4,000 meters deep there."""

METERS_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""

_CORNERS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((-3100, 2300), (-1000, 2700), (900, 2550), (2500, 2900)),
    ((-2800, 900), (-850, 800), (950, 950), (3000, 1000)),
    ((-3000, -800), (-950, -650), (800, -750), (2850, -600)),
    ((-2300, -2200), (-1100, -2600), (700, -1700), (2600, -2500)),
)
"""Meters east and north of the center, where beats meet: rows from north to south, each from west to east."""

NAMES: Mapping[str, str] = {
    "N1": "Larkfield",
    "N2": "University",
    "N3": "Mill Heights",
    "C1": "West Park",
    "C2": "Old Town",
    "C3": "Foundry",
    "S1": "Harbor",
    "S2": "Bayside",
    "S3": "Ferry Point",
}
"""Code of each beat, as in the column `beat` of calls -> what people call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPlace:
    """A place where more happens than elsewhere; `rings` of cells around its own belong to it."""

    name: str
    east: int
    north: int
    rings: int = 1
    """Meters from the center are `east` and `north`."""

    @property
    def cell(self) -> str:
        """The H3 cell of its middle."""
        latitude, longitude = _degrees(self.east, self.north)
        return str(h3.latlng_to_cell(latitude, longitude, RESOLUTION))

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells that belong to it, in order of their names: 7 for one ring, 19 for two."""
        return tuple(sorted(h3.grid_disk(self.cell, self.rings)))


STATION = TownPlace(name="Central Station", east=150, north=250)
MARKET = TownPlace(name="Market Hall", east=1700, north=-200)
HARBOR_BARS = TownPlace(name="Harbor Street", east=-1500, north=-1500)
CAMPUS = TownPlace(name="Campus", east=-100, north=1800, rings=2)
"""Places for known hot spots of the example year; no two touch."""

PLACES: tuple[TownPlace, ...] = (STATION, MARKET, HARBOR_BARS, CAMPUS)


def _degrees(east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude of a point so many meters from the center."""
    latitude = CENTER[0] + north / METERS_A_DEGREE
    return latitude, CENTER[1] + east / (METERS_A_DEGREE * math.cos(math.radians(CENTER[0])))


def beat_outline(beat: str) -> list[tuple[float, float]]:
    """The four corners of a beat as latitude and longitude, against the clock. Raises KeyError."""
    codes = list(NAMES)
    if beat not in NAMES:
        raise KeyError(beat)
    row, column = divmod(codes.index(beat), 3)
    upper, lower = _CORNERS[row], _CORNERS[row + 1]
    return [_degrees(*corner) for corner in (upper[column], lower[column], lower[column + 1], upper[column + 1])]


@lru_cache(maxsize=1)
def beat_cells() -> Mapping[str, tuple[str, ...]]:
    """Beat -> the cells whose middle lies in it, in order of their names; no cell is in two."""
    return {beat: tuple(sorted(h3.polygon_to_cells(h3.LatLngPoly(beat_outline(beat)), RESOLUTION))) for beat in NAMES}


def boundary() -> dict[str, Any]:
    """The beats as a FeatureCollection of GeoJSON (RFC 7946), as `caseline hot-spots boundary` reads it."""
    return {"type": "FeatureCollection", "features": [_feature(beat, name) for beat, name in NAMES.items()]}


def _feature(beat: str, name: str) -> dict[str, Any]:
    ring = [[round(longitude, 6), round(latitude, 6)] for latitude, longitude in beat_outline(beat)]
    return {
        "type": "Feature",
        "properties": {"beat": beat, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
