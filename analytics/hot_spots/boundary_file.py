"""An agency's own boundary, as GeoJSON: read with care, so that what is wrong is named with its place in the file."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from analytics.hot_spots.boundary import Beat, Boundary, Polygon, Ring

MOST_BYTES = 4_000_000
MOST_POINTS = 100_000
MOST_BEATS = 500
MOST_SQUARE_KILOMETERS = 20_000.0
"""Twice Los Angeles County; more than that is a mistake, or a million cells and more."""
LONGEST_NAME = 60
MOST_DEGREES = 1e9
"""Larger numbers, which JSON allows, are no coordinates of any kind."""


class BoundaryUnusable(Exception):
    """A file that is no boundary; the message says where, and what is expected there."""


def read_boundary_text(text: str, *, beat_property: str = "beat", name_property: str = "name") -> Boundary:
    """The boundary in a file of GeoJSON (RFC 7946). Raises BoundaryUnusable."""
    if len(text.encode()) > MOST_BYTES:
        raise BoundaryUnusable(f"the file has more than {MOST_BYTES // 1_000_000} MB; simplify its lines")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BoundaryUnusable(f"the file is not JSON: {error}") from None
    return read_boundary(found, beat_property=beat_property, name_property=name_property)


def read_boundary(found: Any, *, beat_property: str = "beat", name_property: str = "name") -> Boundary:
    """The boundary in GeoJSON that is read already. Raises BoundaryUnusable."""
    kind = found.get("type") if isinstance(found, Mapping) else None
    if kind == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, Sequence) or not features or isinstance(features, str):
            raise BoundaryUnusable("features: expected a list with at least one feature")
        if len(features) > MOST_BEATS:
            raise BoundaryUnusable(f"features: {len(features)} are more than {MOST_BEATS}")
        beats = tuple(
            _beat(feature, f"features[{number}]", beat_property, name_property, alone=len(features) == 1)
            for number, feature in enumerate(features)
        )
        _check_codes(beats)
    elif kind == "Feature":
        beats = (Beat(code="", name="", polygons=_polygons(found.get("geometry"), "geometry")),)
    else:
        beats = (Beat(code="", name="", polygons=_polygons(found, "the file")),)
    boundary = Boundary(beats=beats)
    _check_size(boundary)
    return boundary


def _beat(feature: Any, where: str, beat_property: str, name_property: str, *, alone: bool) -> Beat:
    """One that is alone need not be named: it is the whole area."""
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise BoundaryUnusable(f"{where}: expected a Feature")
    properties = feature.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    code = _label(properties.get(beat_property))
    if not code and not alone:
        has = ", ".join(map(str, properties)) or "none"
        raise BoundaryUnusable(
            f'{where}.properties: no "{beat_property}", which names its beat as calls do (it has: {has}); '
            "say which property does with --beat-property"
        )
    name = _label(properties.get(name_property)) or code
    if max(len(code), len(name)) > LONGEST_NAME:
        raise BoundaryUnusable(f"{where}.properties: a beat's code and name have at most {LONGEST_NAME} characters")
    return Beat(code=code, name=name, polygons=_polygons(feature.get("geometry"), f"{where}.geometry"))


def _label(value: Any) -> str:
    """A text or a whole number, on one line and without characters that turn or hide others."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join("".join(letter for letter in str(value) if letter.isprintable()).split())


def _check_codes(beats: Sequence[Beat]) -> None:
    seen: dict[str, int] = {}
    for number, beat in enumerate(beats):
        if beat.code in seen:
            first = seen[beat.code]
            raise BoundaryUnusable(
                f"features[{number}]: beat {beat.code} is in features[{first}] already; make one MultiPolygon of them"
            )
        seen[beat.code] = number


def _polygons(geometry: Any, where: str) -> tuple[Polygon, ...]:
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BoundaryUnusable(f"{where}: expected a Polygon or MultiPolygon, found {kind or 'none'}")
    where = f"{where}.coordinates"
    coordinates = geometry.get("coordinates")
    several = [coordinates] if kind == "Polygon" else _list(coordinates, where)
    places = [where] if kind == "Polygon" else [f"{where}[{number}]" for number in range(len(several))]
    return tuple(_polygon(rings, place) for rings, place in zip(several, places, strict=True))


def _polygon(rings: Any, where: str) -> Polygon:
    return tuple(_ring(ring, f"{where}[{number}]") for number, ring in enumerate(_list(rings, where)))


def _ring(points: Any, where: str) -> Ring:
    ring = tuple(_point(point, f"{where}[{number}]") for number, point in enumerate(_list(points, where)))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BoundaryUnusable(f"{where}: a ring has at least four points, and its last is its first")
    if _square_meters(ring) < 1.0:
        raise BoundaryUnusable(f"{where}: this ring encloses nothing")
    return ring


def _point(point: Any, where: str) -> tuple[float, float]:
    if not isinstance(point, list | tuple) or len(point) not in {2, 3} or not all(map(_is_number, point)):
        raise BoundaryUnusable(f"{where}: expected [longitude, latitude] in degrees")
    longitude, latitude = float(point[0]), float(point[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BoundaryUnusable(
            f"{where}: {longitude:g}, {latitude:g} are no degrees of longitude and latitude (WGS 84); "
            "export the file in EPSG:4326"
        )
    return longitude, latitude


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_DEGREES


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise BoundaryUnusable(f"{where}: expected a list that is not empty")
    return list(value)


def _check_size(boundary: Boundary) -> None:
    points = sum(len(ring) for ring in boundary.rings)
    if points > MOST_POINTS:
        raise BoundaryUnusable(f"its lines have {points} points, more than {MOST_POINTS}; simplify them")
    outer = [polygon[0] for beat in boundary.beats for polygon in beat.polygons]
    if any(max(east for east, _ in ring) - min(east for east, _ in ring) > 90 for ring in outer):
        raise BoundaryUnusable("it goes around half the earth; cut it where it crosses 180 degrees")
    area = sum(map(_square_meters, outer)) / 1_000_000
    if area > MOST_SQUARE_KILOMETERS:
        raise BoundaryUnusable(
            f"it encloses {area:,.0f} square kilometers, more than {MOST_SQUARE_KILOMETERS:,.0f}; "
            "are longitude and latitude in this order?"
        )


def _square_meters(ring: Ring) -> float:
    """By the shoelace formula on a plane at its first point."""
    east, north = ring[0]
    narrow = math.cos(math.radians(north))
    flat = [((x - east) * narrow, y - north) for x, y in ring]
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(flat))
    return abs(twice) / 2 * 111_195.0**2
