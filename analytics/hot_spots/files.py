"""What was found of one choice, as files: rows of CSV and GeoJSON, one for each hot cell."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import h3

from analytics.hot_spots.boundary import Ring
from analytics.hot_spots.findings import FEWEST_SHOWN, HotCell, HotSpotFinding, HotSpotFindings

COLUMNS = (
    "spot",
    "cell",
    "beat",
    "calls",
    "fewer_than_5",
    "expected",
    "gi_star",
    "p",
    "windows_before",
    "hot_before",
    "latitude",
    "longitude",
)
"""`expected` is the mean of all cells; `latitude` and `longitude` are of the cell's middle; `calls` is empty where they
are fewer than five."""


def to_csv(finding: HotSpotFinding) -> str:
    """With a header."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for cell in finding.cells:
        facts = facts_of(finding, cell)
        writer.writerow(["" if facts[name] is None else facts[name] for name in COLUMNS])
    return text.getvalue()


def to_geojson(findings: HotSpotFindings, finding: HotSpotFinding) -> str:
    """A FeatureCollection (RFC 7946); beside its features, what they are of."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "about": about(findings, finding),
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Polygon", "coordinates": [[list(point) for point in outline(cell.cell)]]},
                    "properties": facts_of(finding, cell),
                }
                for cell in finding.cells
            ],
        },
        ensure_ascii=False,
    )


def about(findings: HotSpotFindings, finding: HotSpotFinding) -> dict[str, Any]:
    """The window, the area and the extract, in plain values."""
    return {
        "agency": findings.agency,
        "invented": findings.invented,
        "choice": finding.key,
        "begins": finding.begins.isoformat(),
        "before": finding.ends.isoformat(),
        "extracted_at": findings.extracted_at.isoformat(),
        "cells_looked_at": findings.cells,
        "calls": finding.calls,
        "calls_without_place": finding.without_place,
        "calls_outside": finding.outside,
    }


def facts_of(finding: HotSpotFinding, cell: HotCell) -> dict[str, Any]:
    """Of one cell, by the names in COLUMNS."""
    latitude, longitude = h3.cell_to_latlng(cell.cell)
    return {
        "spot": cell.spot,
        "cell": cell.cell,
        "beat": cell.beat,
        "calls": cell.calls,
        f"fewer_than_{FEWEST_SHOWN}": cell.calls is None,
        "expected": round(finding.expected, 3),
        "gi_star": cell.z,
        "p": cell.p,
        "windows_before": finding.earlier,
        "hot_before": cell.steady,
        "latitude": round(latitude, 6),
        "longitude": round(longitude, 6),
    }


def outline(cell: str) -> Ring:
    """The corners of a cell, closed."""
    corners = [(round(longitude, 6), round(latitude, 6)) for latitude, longitude in h3.cell_to_boundary(cell)]
    return (*corners, corners[0])
