"""An agency's area, whole or in beats, as rings of longitude and latitude."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SEEN = 2_000.0
"""Points in the larger side of an area that a picture can tell apart."""

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of its corners; the last is the first."""
Polygon = tuple[Ring, ...]
"""The outer ring, then its holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A part of the area: `code` as in the column `beat` of calls ("" for a boundary without beats), `name` as said."""

    code: str
    name: str
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """The area of an agency, whole or in beats."""

    beats: tuple[Beat, ...]

    @property
    def rings(self) -> Iterator[Ring]:
        """All of them."""
        return (ring for beat in self.beats for polygon in beat.polygons for ring in polygon)

    def name_of(self, code: str) -> str:
        """The name of a beat, which is its code unless the file says another."""
        return next((beat.name for beat in self.beats if beat.code == code), code)

    def thinned(self) -> Boundary:
        """For a picture: without points that are nearer to the one before than what can be seen in it."""
        points = [point for ring in self.rings for point in ring]
        wide, high = (max(axis) - min(axis) for axis in zip(*points, strict=True))
        least = max(wide, high) / SEEN
        return Boundary(
            beats=tuple(
                Beat(code=beat.code, name=beat.name, polygons=tuple(_thinned(each, least) for each in beat.polygons))
                for beat in self.beats
            )
        )

    def to_geojson(self) -> dict[str, Any]:
        """A FeatureCollection that `read_boundary` reads again."""
        return {"type": "FeatureCollection", "features": [_feature(beat) for beat in self.beats]}


def _thinned(polygon: Polygon, least: float) -> Polygon:
    return tuple(_thinned_ring(ring, least) for ring in polygon)


def _thinned_ring(ring: Ring, least: float) -> Ring:
    kept = [ring[0]]
    for point in ring[1:-1]:
        if math.dist(point, kept[-1]) >= least:
            kept.append(point)
    return (*kept, ring[-1]) if len(kept) >= 3 else ring


def _feature(beat: Beat) -> dict[str, Any]:
    coordinates = [[[list(point) for point in ring] for ring in polygon] for polygon in beat.polygons]
    return {
        "type": "Feature",
        "properties": {"beat": beat.code, "name": beat.name},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }
