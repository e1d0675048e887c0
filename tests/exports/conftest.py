"""A small city with a small export: a mapping file, and rows written beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from intake.exports.mapping import Mapping
from intake.exports.mapping_file import load_mapping
from intake.exports.replay_plan import PlayPlan, plan_play
from intake.exports.rows import read_rows

MAPPING = """\
beat = "Beat"

[export]
name = "Smalltown calls"
source = "smalltown-cad"
time_zone = "America/Chicago"
time_format = "%Y-%m-%d %H:%M"
several_rows = "merge"

[call_number]
columns = ["Call", "Report"]

[times]
received = "Received"
arrived = "Arrived"
cleared = "Cleared"

[[invented]]
time = "cleared"
after = "arrived"
minutes = 30
why = "30 minutes after arrival"

[officer_initiated]
any = [{ How = "ONVIEW" }]

[priority]
columns = "Priority"
values = { 1 = 1, 2 = 2, 3 = 3 }

[disposition]
columns = "End"
otherwise = "13"
merged_into = "previous call"
values = { "REPORT*" = "01", "CANCEL" = "10", "DUPLICATE" = "22", "HELPED" = "18" }

[case]
number = "Report"
opened = "Written"
changed = "Changed"

[[case.outcomes]]
when = { Status = "Open" }
steps = ["opened"]

[[case.outcomes]]
when = { Status = "Arrest" }
steps = ["opened", "arrest", { status = "charged", invented = true, days_after = 2 }, "closed"]

[[case.outcomes]]
when = { Status = "Suspended" }
steps = ["opened", "suspended"]

[[case.outcomes]]
when = { Status = "" }
steps = []

[incident_type]
initial = "Type"
final = "Found"
most_serious = ["BURGLARY", "LARCENY"]
values = { THEFT = "LARCENY", "BURG*" = "BURGLARY", '/\\bDV\\b/' = "DVA", NOISE = "NOISE" }

[people]
area_codes = ["312"]
nobody_share = 0
"""

HEADER = "Call,Report,Received,Arrived,Cleared,How,Priority,End,Status,Written,Changed,Type,Found,Beat"

Plan = Callable[..., PlayPlan]


@pytest.fixture
def mapping_path(tmp_path: Path) -> Path:
    """The mapping of Smalltown as a file."""
    path = tmp_path / "smalltown.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def mapping(mapping_path: Path) -> Mapping:
    """The mapping of Smalltown."""
    return load_mapping(mapping_path)


@pytest.fixture
def plan(tmp_path: Path, mapping: Mapping) -> Plan:
    """Plan an export of these rows."""

    def planned(*rows: str, seed: int = 1, mapping: Mapping = mapping) -> PlayPlan:
        path = tmp_path / "export.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return plan_play(read_rows(path, mapping), mapping, seed)

    return planned


def a_row(**values: str) -> str:
    """One row of Smalltown: a theft that was reported, unless said otherwise."""
    plausible = {
        "Call": "C1",
        "Received": "2026-03-02 10:00",
        "Arrived": "2026-03-02 10:20",
        "Cleared": "2026-03-02 11:00",
        "How": "911",
        "Priority": "3",
        "End": "HELPED",
        "Type": "THEFT",
        "Found": "THEFT",
        "Beat": "B2",
    }
    return ",".join((plausible | values).get(column, "") for column in HEADER.split(","))


def changed(mapping_path: Path, old: str, new: str) -> Mapping:
    """The mapping of Smalltown with something else in it."""
    text = mapping_path.read_text(encoding="utf-8")
    assert old in text
    mapping_path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_mapping(mapping_path)
