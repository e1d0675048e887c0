"""GeoJSON (RFC 7946) of rows: the outline of a row's cell, or no geometry where no cell is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import h3


@lru_cache(maxsize=20_000)
def outline(cell: str) -> dict[str, Any]:
    """A polygon of longitudes and latitudes, closed, counterclockwise, to six decimals (0.1 m)."""
    corners = [[round(longitude, 6), round(latitude, 6)] for latitude, longitude in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def feature_collection(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One feature for each row, with its other values as properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": outline(row["cell"]) if row.get("cell") else None,
                "properties": {name: value for name, value in row.items() if name not in {"latitude", "longitude"}},
            }
            for row in rows
        ],
    }
