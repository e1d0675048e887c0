"""Answers of the read API as Socrata's: JSON without nulls and with numbers as text, CSV, GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from analytics.open_data.outlines import outline
from analytics.open_data.served import Answer
from analytics.open_data.soql.written import SoqlKind

Plain = Any


def as_json(answer: Answer) -> str:
    """A list of objects; what is not told is left out."""
    return json.dumps([_object(answer, row) for row in answer.rows], ensure_ascii=False)


def as_csv(answer: Answer) -> str:
    """With a line of names; points as in WKT."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([name for name, _ in answer.question.columns])
    kinds = [kind for _, kind in answer.question.columns]
    writer.writerows([_cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in answer.rows)
    return out.getvalue()


def as_geojson(answer: Answer) -> str:
    """The outline of the cell if it is selected, else the point that is, else no geometry."""
    features = [_feature(_object(answer, row)) for row in answer.rows]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


FORMATS: Mapping[str, tuple[str, Callable[[Answer], str]]] = {
    "json": ("application/json", as_json),
    "csv": ("text/csv", as_csv),
    "geojson": ("application/vnd.geo+json", as_geojson),
}
"""By the ending of the address: media type, and how it is written."""


def _object(answer: Answer, row: tuple[Any, ...]) -> dict[str, Plain]:
    columns = answer.question.columns
    told = ((name, _plain(value, kind)) for (name, kind), value in zip(columns, row, strict=True))
    return {name: value for name, value in told if value is not None}


def _feature(found: dict[str, Plain]) -> dict[str, Plain]:
    points = [value for value in found.values() if isinstance(value, dict)]
    cell = found.get("cell")
    geometry = outline(cell) if _is_cell(cell) else points[0] if points else None
    properties = {name: value for name, value in found.items() if not isinstance(value, dict)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _is_cell(value: Plain) -> bool:
    """Not so if a reader called something else so."""
    return isinstance(value, str) and len(value) == 15 and value.startswith("8a") and value.isalnum()


def _plain(value: Any, kind: SoqlKind) -> Plain:
    if value is None:
        return None
    if kind is SoqlKind.NUMBER:
        return number_text(value)
    if kind is SoqlKind.MOMENT and isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if kind is SoqlKind.POINT:
        return {"type": "Point", "coordinates": list(value)}
    return value


def _cell(value: Any, kind: SoqlKind) -> Plain:
    if kind is SoqlKind.POINT and value is not None:
        return f"POINT ({value[0]} {value[1]})"
    found = _plain(value, kind)
    return str(found).lower() if isinstance(found, bool) else found


def number_text(value: float) -> str | None:
    """Whole numbers without a point; None for what is no number (a division by zero)."""
    if not math.isfinite(value):
        return None
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
