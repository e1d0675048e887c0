"""The map of what was found, as plain shapes: outlines of beats, hot cells, numbers and names that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analytics.hot_spots.boundary import Beat, Boundary, Ring
from analytics.hot_spots.files import outline
from analytics.hot_spots.findings import HotSpotFinding

WIDTH, TALLEST, MARGIN = 360.0, 440.0, 12.0
"""In the units of the picture, about pixels on a phone."""

FOOT = 34.0
"""Under the map, for its scale."""

LETTER, NUMBER = 11.0, 12.0
"""Sizes of text; a letter is about 0.58 of it wide."""

SCALES = ((0.25, "¼"), (0.5, "½"), (1, "1"), (2, "2"), (5, "5"), (10, "10"), (20, "20"), (50, "50"))
METERS_A_MILE = 1609.344
METERS_A_DEGREE = 111_195.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A text whose middle is at x and y. A number has its dot there, and a line to (`to_x`, `to_y`)."""

    text: str
    x: float
    y: float
    to_x: float = 0.0
    to_y: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MapScale:
    """A bar: how long it is in the picture, in miles as written, and in kilometers."""

    length: float
    miles: str
    kilometers: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpotMap:
    """In units of its own, y downwards, north up. `beats` and `cells` are paths of SVG."""

    width: float
    height: float
    beats: tuple[str, ...]
    cells: tuple[str, ...]
    names: tuple[MapLabel, ...]
    numbers: tuple[MapLabel, ...]
    scale: MapScale


@dataclass(frozen=True, slots=True, kw_only=True)
class _Projection:
    """Equirectangular at the middle of the area: true to shape within a county."""

    west: float
    north: float
    narrow: float
    per_degree: float
    left: float

    def point(self, degrees: Point) -> Point:
        """Of longitude and latitude."""
        return (
            self.left + (degrees[0] - self.west) * self.narrow * self.per_degree,
            MARGIN + (self.north - degrees[1]) * self.per_degree,
        )


def picture_of(finding: HotSpotFinding, boundary: Boundary) -> HotSpotMap | None:
    """The map of one choice within its boundary; None if there is no area to draw."""
    rings = list(boundary.rings)
    if not rings:
        return None
    project, height = _fit(rings)
    cells = {cell.cell: [project.point(corner) for corner in outline(cell.cell)] for cell in finding.cells}
    taken = [_box_of(corners) for corners in cells.values()]
    numbers = tuple(_numbers(finding, cells, taken, height))
    return HotSpotMap(
        width=WIDTH,
        height=round(height + FOOT),
        beats=tuple(_path([project.point(p) for p in ring] for ring in _rings(beat)) for beat in boundary.beats),
        cells=tuple(_path([corners]) for corners in cells.values()),
        names=tuple(_names(boundary, project, taken)),
        numbers=numbers,
        scale=_scale(project.per_degree / METERS_A_DEGREE),
    )


def _fit(rings: Sequence[Ring]) -> tuple[_Projection, float]:
    east, north = zip(*[point for ring in rings for point in ring], strict=True)
    narrow = math.cos(math.radians((min(north) + max(north)) / 2))
    wide, tall = (max(east) - min(east)) * narrow, max(north) - min(north)
    per_degree = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / tall)
    left = (WIDTH - wide * per_degree) / 2
    fitted = _Projection(west=min(east), north=max(north), narrow=narrow, per_degree=per_degree, left=left)
    return fitted, tall * per_degree + 2 * MARGIN


def _rings(beat: Beat) -> list[Ring]:
    return [ring for polygon in beat.polygons for ring in polygon]


def _path(rings: Iterable[Sequence[Point]]) -> str:
    return "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in _sparse(ring))}Z" for ring in rings)


def _sparse(ring: Sequence[Point]) -> list[Point]:
    """Without points that lie on the one before them, as far as one can see."""
    kept = list(ring[:1])
    for point in ring[1:]:
        if math.dist(point, kept[-1]) >= 0.3:
            kept.append(point)
    return kept


def _numbers(
    finding: HotSpotFinding, cells: dict[str, list[Point]], taken: list[Box], height: float
) -> Iterable[MapLabel]:
    """Beside each spot, where nothing else is; `taken` grows by what is placed."""
    for spot in finding.spots:
        corners = [corner for cell in finding.cells if cell.spot == spot.number for corner in cells[cell.cell]]
        box = _box_of(corners)
        to_x, to_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        half = NUMBER * (0.75 if spot.number < 100 else 0.95)
        x, y = _free_place(box, half, taken, height)
        taken.append((x - half, y - half, x + half, y + half))
        yield MapLabel(text=str(spot.number), x=round(x, 1), y=round(y, 1), to_x=round(to_x, 1), to_y=round(to_y, 1))


def _free_place(box: Box, half: float, taken: Sequence[Box], height: float) -> Point:
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    reach = (box[2] - box[0] + box[3] - box[1]) / 4 + half
    for further in (2.0, 10.0, 20.0, 32.0):
        for turn in (1, 7, 3, 5, 0, 4, 2, 6):
            angle = turn * math.pi / 4
            x = middle[0] + (reach + further) * math.cos(angle)
            y = middle[1] - (reach + further) * math.sin(angle)
            around = (x - half, y - half, x + half, y + half)
            if _inside(around, height) and not any(_meet(around, other) for other in taken):
                return x, y
    return middle


def _names(boundary: Boundary, project: _Projection, taken: list[Box]) -> Iterable[MapLabel]:
    """A beat's name in its middle, or above or below that; its code where the name has no room; else nothing."""
    for beat in boundary.beats:
        largest = max((polygon[0] for polygon in beat.polygons), key=_extent)
        corners = [project.point(point) for point in largest]
        x, y = _middle(corners)
        room = _box_of(corners)
        for text in dict.fromkeys((beat.name, beat.code)):
            half = len(text) * LETTER * 0.3
            places = [(x, y + step) for step in (0.0, -14.0, 14.0, -26.0, 26.0)]
            free = next((p for p in places if text and _has_room(p, half, room, taken)), None)
            if free:
                taken.append((free[0] - half, free[1] - LETTER / 2, free[0] + half, free[1] + LETTER / 2))
                yield MapLabel(text=text, x=round(free[0], 1), y=round(free[1], 1))
                break


def _has_room(place: Point, half: float, room: Box, taken: Sequence[Box]) -> bool:
    box = (place[0] - half, place[1] - LETTER / 2, place[0] + half, place[1] + LETTER / 2)
    within = room[0] <= box[0] and box[2] <= room[2] and room[1] <= box[1] and box[3] <= room[3]
    return within and not any(_meet(box, other) for other in taken)


def _extent(ring: Ring) -> float:
    left, top, right, bottom = _box_of(ring)
    return (right - left) * (bottom - top)


def _middle(corners: Sequence[Point]) -> Point:
    """The center of gravity of the area within."""
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(corners):
        cross = x1 * y2 - x2 * y1
        twice, x, y = twice + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (x / (3 * twice), y / (3 * twice)) if twice else corners[0]


def _scale(units_a_meter: float) -> MapScale:
    """The longest bar of a round number of miles that is at most a third as wide as the picture."""
    fitting = [(m, word) for m, word in SCALES if m * METERS_A_MILE * units_a_meter <= WIDTH / 3] or [SCALES[0]]
    miles, word = fitting[-1]
    length = miles * METERS_A_MILE * units_a_meter
    return MapScale(length=round(length, 1), miles=word, kilometers=round(miles * METERS_A_MILE / 1000, 1))


def _box_of(points: Iterable[Point]) -> Box:
    x, y = zip(*points, strict=True)
    return min(x), min(y), max(x), max(y)


def _inside(box: Box, height: float) -> bool:
    return box[0] >= 1 and box[1] >= 1 and box[2] <= WIDTH - 1 and box[3] <= height


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
