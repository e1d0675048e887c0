"""Invented cities for which the truth is known: without any hot spot, with known ones, with a busy center."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import h3
import numpy as np

from analytics.example.town import CENTER, beat_cells
from analytics.hot_spots.gi_star import GiStar, gi_star
from analytics.hot_spots.places import CellPlaces, places_of

MIDDLE = h3.latlng_to_cell(*CENTER, 10)


@cache
def shape(name: str) -> CellPlaces:
    """town: 1,614 cells; coast: a strip five cells wide; ring: around a lake; village: 217 cells."""
    if name == "town":
        return places_of({cell: beat for beat, cells in beat_cells().items() for cell in cells})
    if name == "coast":
        along = h3.grid_path_cells(MIDDLE, h3.latlng_to_cell(40.0, -39.9, 10))
        return places_of({near: "" for cell in along for near in h3.grid_disk(cell, 2)})
    if name == "ring":
        return places_of(dict.fromkeys(set(h3.grid_disk(MIDDLE, 18)) - set(h3.grid_disk(MIDDLE, 10)), ""))
    return places_of(dict.fromkeys(h3.grid_disk(MIDDLE, 8), ""))


SHAPES = ("town", "coast", "ring", "village")
INTENSITIES = (0.05, 0.3, 1.0, 4.0, 20.0)
"""Calls a cell: from 80 calls in the town to 32,000."""


def null_cities(name: str, intensity: float, cities: int, *, seed: int) -> Iterator[GiStar]:
    """What is found where calls come from everywhere alike."""
    places, chance = shape(name), np.random.default_rng(seed)
    for _ in range(cities):
        yield gi_star(chance.poisson(intensity, len(places.cells)), places.near)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """In one city with known hot spots: shares of the cells of spots that were found; of the cells found that lie
    outside of every spot; and of those that do not even touch one."""

    recall: float
    outside: float
    apart: float


def spotted_cities(
    rings: Sequence[int], *, quiet: float, strength: float, cities: int, seed: int, **how: Any
) -> Iterator[Found]:
    """Cities whose spots (a cell and so many rings around it) have `strength` times the calls of `quiet` cells."""
    places, chance = shape("town"), np.random.default_rng(seed)
    for _ in range(cities):
        spotted = _spots(places, rings, chance)
        counts = chance.poisson(np.where(spotted, quiet * strength, quiet))
        yield judged(gi_star(counts, places.near, **how), spotted, places)


def judged(found: GiStar, spotted: Any, places: CellPlaces) -> Found:
    """Beside the truth."""
    touching = np.asarray(places.near @ spotted.astype(np.int64)) > 0
    hot, many = found.hot, max(1, int(found.hot.sum()))
    return Found(
        recall=float((hot & spotted).sum() / spotted.sum()),
        outside=float((hot & ~spotted).sum() / many),
        apart=float((hot & ~touching).sum() / many),
    )


def _spots(places: CellPlaces, rings: Sequence[int], chance: np.random.Generator) -> Any:
    """Spots that lie whole in the town, at least two cells apart."""
    index, taken = places.index, set[str]()
    spotted = np.zeros(len(places.cells), dtype=bool)
    for reach in rings:
        while True:
            middle = places.cells[int(chance.integers(len(places.cells)))]
            around = set(h3.grid_disk(middle, reach + 2))
            if around <= index.keys() and not around & taken:
                break
        taken |= around
        spotted[[index[cell] for cell in h3.grid_disk(middle, reach)]] = True
    return spotted
