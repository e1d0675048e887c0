"""What was found is kept whole, read again as it was, and given as files."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import h3
import pytest

from analytics.example.town import boundary
from analytics.extracts import current
from analytics.hot_spots.boundary_file import read_boundary
from analytics.hot_spots.choices import HotSpotChoice, TypeGroup
from analytics.hot_spots.files import COLUMNS, to_csv, to_geojson
from analytics.hot_spots.findings import HotSpotFindings
from analytics.hot_spots.kept import NoFindings, keep, newest
from analytics.hot_spots.nightly import find_and_keep, find_hot_spots
from db.connection.session import Database
from db.queries import agencies, agency_boundaries
from tests.analytics.extract_fixtures import ORI, an_extract
from tests.analytics.hot_spots.town_calls import town_findings
from tests.database import NOW, an_agency


@pytest.fixture(scope="module")
def findings() -> HotSpotFindings:
    return town_findings()


def test_what_is_kept_is_read_again_as_it_was(tmp_path: Path, findings: HotSpotFindings) -> None:
    path = keep(tmp_path, findings)
    assert newest(tmp_path, ORI) == findings
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def test_the_newest_counts_and_two_stay(tmp_path: Path, findings: HotSpotFindings) -> None:
    for name in ("20260101T000000000000Z", "20260102T000000000000Z", "20260103T000000000000Z"):
        keep(tmp_path, dataclasses.replace(findings, extract=name))
    assert newest(tmp_path, ORI).extract == "20260103T000000000000Z"
    assert len(list((tmp_path / ORI / "hot-spots").iterdir())) == 2


def test_what_another_version_wrote_is_passed_over(tmp_path: Path, findings: HotSpotFindings) -> None:
    broken = keep(tmp_path, dataclasses.replace(findings, extract="20270101T000000000000Z"))
    keep(tmp_path, dataclasses.replace(findings, extract="20260101T000000000000Z"))
    broken.write_text('{"ori": 7}')
    assert newest(tmp_path, ORI).extract == "20260101T000000000000Z"


def test_what_is_found_again_in_the_same_extract_is_read(tmp_path: Path, findings: HotSpotFindings) -> None:
    path = keep(tmp_path, findings)
    assert newest(tmp_path, ORI).agency == findings.agency
    keep(tmp_path, dataclasses.replace(findings, agency="Renamed"))
    os.utime(path, ns=(1, 1))
    assert newest(tmp_path, ORI).agency == "Renamed"


def test_before_anything_was_found_it_says_how(tmp_path: Path) -> None:
    with pytest.raises(NoFindings, match=f"caseline hot-spots find --agency {ORI}"):
        newest(tmp_path, ORI)


def test_files_have_a_row_for_each_hot_cell_and_no_small_counts(findings: HotSpotFindings) -> None:
    finding = findings.choices[HotSpotChoice(group=TypeGroup.VEHICLES).key]
    few = dataclasses.replace(finding.cells[0], calls=None)
    finding = dataclasses.replace(finding, cells=(few, *finding.cells[1:]))
    rows = list(csv.DictReader(io.StringIO(to_csv(finding))))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["calls"], rows[0]["fewer_than_5"]) == ("", "True")
    assert rows[1]["calls"] == str(finding.cells[1].calls)
    collection: dict[str, Any] = json.loads(to_geojson(findings, finding))
    assert [each["properties"]["cell"] for each in collection["features"]] == [row["cell"] for row in rows]
    assert collection["features"][0]["properties"]["calls"] is None
    assert collection["about"]["invented"] is True
    ring = collection["features"][1]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert h3.latlng_to_cell(float(rows[1]["latitude"]), float(rows[1]["longitude"]), 10) == rows[1]["cell"]


async def test_the_work_of_a_night_takes_the_stored_boundary(database: Database, tmp_path: Path) -> None:
    extract = an_extract(tmp_path, {"calls": []}, invented=False)
    drawn = json.dumps(read_boundary(boundary()).to_geojson())
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        await agency_boundaries.put(session, ORI, drawn, by="operator:test", now=NOW)
    night = SimpleNamespace(database=database, extract=extract, analytics_folder=tmp_path)
    await find_hot_spots(cast("Any", night))
    found = newest(tmp_path, ORI)
    assert (found.has_boundary, found.cells) == (True, 1_614)
    async with database.transaction() as session:
        assert await agency_boundaries.take(session, ORI)
        assert not await agency_boundaries.take(session, ORI)
    await find_hot_spots(cast("Any", night))
    assert newest(tmp_path, ORI).cells == 0


def test_an_invented_year_is_of_the_invented_town_without_a_database(tmp_path: Path) -> None:
    an_extract(tmp_path, {"calls": []}, invented=True)
    find_and_keep(tmp_path, current(tmp_path, ORI), None)
    assert newest(tmp_path, ORI).cells == 1_614
