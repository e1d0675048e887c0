"""Snaps where a call is to a cell of about 15,000 square meters, as its body is read: the point itself goes no further.

The cells are those of H3 at resolution 10 (https://h3geo.org/docs/core-library/restable: 15,047 square meters, or
161,970 square feet, on average; NIJ's forecasting challenge asks for cells of 62,500 to 360,000 square feet). Nothing
here says what was sent, not in an error either: docs/decisions/0028-place-enters-as-a-cell.md.
"""

from __future__ import annotations

import math
from typing import Annotated, Any

import h3
from pydantic import StringConstraints, WithJsonSchema

RESOLUTION = 10

SOUTHERNMOST, NORTHERNMOST = -60, 84
"""Degrees of latitude between which people live. A longitude of the Americas written as a latitude lies beyond."""

_NAMES = frozenset({"latitude", "longitude"})
WORDS = '{"latitude": ..., "longitude": ...}, two numbers in degrees (WGS 84) and nothing else'
"""What a location must be, for the person who sends it."""
_SHAPE = f"must be {WORDS}"
_BEYOND = (
    f"must have a latitude from {SOUTHERNMOST} to {NORTHERNMOST} and a longitude from -180 to 180; "
    "perhaps the two are swapped, or not in degrees"
)
_ZERO = "has a 0, which stands for a place that is not known"

Location = Annotated[
    str,
    StringConstraints(pattern=r"^8a[0-9a-f]{13}$"),
    WithJsonSchema({"type": "object", "examples": [{"latitude": 47.6, "longitude": -122.3}]}),
]
"""Sent as a point, kept as the cell around it: 15 hexadecimal digits."""


class NoPlace(ValueError):
    """What was sent names no place on Earth that we take; the message says why, and never what it was."""


def cell_of(sent: object) -> str:
    """The cell around `{"latitude": ..., "longitude": ...}`, in degrees. Raises NoPlace."""
    if not isinstance(sent, dict) or sent.keys() != _NAMES:
        raise NoPlace(_SHAPE)
    return cell_around(_degrees(sent["latitude"]), _degrees(sent["longitude"]))


def cell_around(latitude: float, longitude: float) -> str:
    """The cell around a point. Raises NoPlace."""
    if not (SOUTHERNMOST <= latitude <= NORTHERNMOST and -180 <= longitude <= 180):  # nor what is not a number
        raise NoPlace(_BEYOND)
    if latitude == 0 or longitude == 0:
        raise NoPlace(_ZERO)
    return str(h3.latlng_to_cell(latitude, longitude, RESOLUTION))


def middle_of(cell: str) -> dict[str, float]:
    """A location that is in this cell, and says no more than the cell does."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return {"latitude": latitude, "longitude": longitude}


def _degrees(sent: Any) -> float:
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        raise NoPlace(_SHAPE)
    try:
        return float(sent)
    except OverflowError:
        return math.inf
