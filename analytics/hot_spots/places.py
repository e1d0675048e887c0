"""The cells of an agency's area: in which order, who is whose neighbor, and where on the ground."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h3
import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import ConvexHull, QhullError, cKDTree

from analytics.hot_spots.boundary import Boundary, Ring

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESOLUTION = 10
"""Of H3: about 15,000 square meters, 66 meters from the middle to a corner."""

STRAY = 0.01
"""Without a boundary this share of the cells seen, those farthest out, says nothing about how far the area reaches."""

METERS_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlaces:
    """`near` has a 1 for each cell's neighbors (up to 6) and for itself; `beats` names each cell's, "" if none."""

    cells: tuple[str, ...]
    near: csr_array
    beats: tuple[str, ...]
    meters: NDArray[np.float64]
    """East and north of the first cell, by cell."""

    @property
    def index(self) -> Mapping[str, int]:
        """Cell -> its place in `cells`."""
        return {cell: place for place, cell in enumerate(self.cells)}

    @property
    def square_kilometers(self) -> float:
        """Of all cells."""
        return float(sum(h3.cell_area(cell, unit="km^2") for cell in self.cells))


def places_within(boundary: Boundary) -> CellPlaces:
    """All cells whose middle lies in a beat; where beats overlap, the first in the file has it."""
    beat_of: dict[str, str] = {}
    for beat in boundary.beats:
        for polygon in beat.polygons:
            outer, *holes = (_flipped(ring) for ring in polygon)
            for cell in h3.polygon_to_cells(h3.LatLngPoly(outer, *holes), RESOLUTION):
                beat_of.setdefault(cell, beat.code)
    return places_of(beat_of)


def places_around(seen: Iterable[str], beats: Mapping[str, str]) -> CellPlaces:
    """All cells within the hull of those that were seen, without the strays. `beats` names the beat of those seen."""
    valid = valid_cells(seen)
    ring = hull_ring(valid)
    inside = set(h3.polygon_to_cells(h3.LatLngPoly(_flipped(ring)), RESOLUTION)) if ring else set()
    cells = inside or {near for cell in valid for near in h3.grid_disk(cell, 1)}
    return places_of({cell: beats.get(cell, "") for cell in cells})


def valid_cells(seen: Iterable[str]) -> list[str]:
    """Those that are cells of our resolution, in order of their names."""
    return sorted({cell for cell in seen if h3.is_valid_cell(cell) and h3.get_resolution(cell) == RESOLUTION})


def places_of(beat_of: Mapping[str, str]) -> CellPlaces:
    """Cells with their beats, in order of the cells' names."""
    cells = tuple(sorted(beat_of))
    index = {cell: place for place, cell in enumerate(cells)}
    pairs = [(place, index[each]) for cell, place in index.items() for each in h3.grid_disk(cell, 1) if each in index]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    near = csr_array((np.ones(len(pairs), dtype=np.int64), (rows, columns)), shape=(len(cells), len(cells)))
    return CellPlaces(cells=cells, near=near, beats=tuple(beat_of[cell] for cell in cells), meters=_meters(cells))


def hull_ring(cells: Sequence[str]) -> Ring:
    """The corners of the convex hull of the cells' middles as longitude and latitude; empty if they are on a line."""
    meters = _meters(cells)
    if len(cells) < 4:
        return ()
    distance = np.hypot(*(meters - np.median(meters, axis=0)).T)
    kept = [cells[place] for place in np.flatnonzero(distance <= np.quantile(distance, 1 - STRAY)).tolist()]
    try:
        corners = ConvexHull(_meters(kept)).vertices
    except QhullError:
        return ()
    ring = [h3.cell_to_latlng(kept[corner]) for corner in corners]
    return tuple((longitude, latitude) for latitude, longitude in [*ring, ring[0]])


def kernel_weights(places: CellPlaces, bandwidth: float) -> csr_array:
    """Gaussian weights exp(-d^2 / 2 h^2) between the middles of cells up to 3 h apart; `bandwidth` h in meters."""
    tree = cKDTree(places.meters)
    apart = csr_array(tree.sparse_distance_matrix(tree, 3 * bandwidth, output_type="coo_matrix"))
    apart.data = np.exp(-(apart.data**2) / (2 * bandwidth**2))
    return apart


def _meters(cells: Sequence[str]) -> NDArray[np.float64]:
    """On a plane that touches the earth at the first cell: good to a few meters in 100 km."""
    if not cells:
        return np.zeros((0, 2))
    degrees = np.array([h3.cell_to_latlng(cell) for cell in cells])
    north, east = (degrees - degrees[0]).T * METERS_A_DEGREE
    return np.column_stack([east * math.cos(math.radians(degrees[0, 0])), north])


def _flipped(ring: Ring) -> list[tuple[float, float]]:
    """H3 takes latitude first."""
    return [(latitude, longitude) for longitude, latitude in ring]
