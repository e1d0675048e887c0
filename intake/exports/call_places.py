"""Reads in which cell a call of an export is, from its latitude and longitude, which go no further."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.calls.location import NoPlace, cell_around
from intake.exports.export_notes import Notes
from intake.exports.mapping import LocationMapping
from intake.exports.rows import Row

_DEGREES = re.compile(r"[+-]?\d{1,3}([.,]\d+)?")


def read_cell(rows: Sequence[Row], columns: LocationMapping | None, notes: Notes) -> str | None:
    """The cell of the first row that names a place; each that names none is noted, and its values never."""
    if columns is None:
        return None
    for row in rows:
        latitude, longitude = row.first(columns.latitude), row.first(columns.longitude)
        if not (latitude or longitude):
            continue
        try:
            return cell_around(_degrees(latitude), _degrees(longitude))
        except NoPlace as reason:
            notes.remarks[f"{' or '.join((*columns.latitude, *columns.longitude))}: {reason}: left out"] += 1
    return None


def _degrees(written: str) -> float:
    if not _DEGREES.fullmatch(written):
        raise NoPlace("is not written in degrees, as 47.61 and -122.33")
    return float(written.replace(",", "."))
