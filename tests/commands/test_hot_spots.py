"""`caseline hot-spots`: a boundary is taken or refused with a reason, and hot spots are found and kept."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from analytics.example.town import STATION, boundary
from analytics.hot_spots.choices import every_choice
from analytics.hot_spots.kept import newest
from commands.hot_spots import app
from commands.open_database import opened
from db.queries import agency_boundaries, audit_records
from domain.audit.acts import ActKind
from settings import Settings
from tests.analytics.extract_fixtures import an_extract
from tests.analytics.hot_spots.town_calls import SINCE, UNTIL, town_calls
from tests.commands.conftest import ORI, Run


def stored() -> tuple[str | None, list[tuple[str, object]]]:
    """The boundary, and what the audit log says was changed."""

    async def find() -> tuple[str | None, list[tuple[str, object]]]:
        async with opened(Settings()) as database, database.reading() as session:
            found = await agency_boundaries.get(session, ORI)
            acts = await audit_records.of_agency(session, ORI)
            return found.geojson if found else None, [
                (act.by.partition(":")[0], act.detail.get("beats"))
                for act in acts
                if act.kind == ActKind.AGENCY_CHANGED and act.detail.get("changed") == ["boundary"]
            ]

    return asyncio.run(find())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "beats.geojson"
    path.write_text(json.dumps(boundary()))
    return path


def test_a_boundary_is_kept_replaced_and_taken_away_and_each_is_recorded(ready: Run, file: Path) -> None:
    done = ready(app, "boundary", str(file), "--agency", ORI.lower())
    assert done.exit_code == 0, done.output
    assert "with 9 beats (N1, N2, N3, C1, C2, C3, S1, S2, S3)" in done.output
    kept, _ = stored()
    assert kept is not None
    assert len(json.loads(kept)["features"]) == 9
    file.write_text(json.dumps(boundary()["features"][0]["geometry"]))
    assert "with no beats" in ready(app, "boundary", str(file), "--agency", ORI).output
    assert "no boundary from now on" in ready(app, "boundary", "--remove", "--agency", ORI).output
    assert "had no boundary" in ready(app, "boundary", "--remove", "--agency", ORI).output
    assert stored() == (None, [("operator", 0), ("operator", 1), ("operator", 9)])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "not text in UTF-8"),
        (b"{", "not JSON"),
        (b'{"type": "Point"}', "expected a Polygon or MultiPolygon, found Point"),
        (b" " * 4_000_001, "more than 4 MB"),
    ],
)
def test_a_file_that_is_no_boundary_changes_nothing(ready: Run, file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    refused = ready(app, "boundary", str(file), "--agency", ORI)
    assert refused.exit_code == 1
    assert words in refused.output
    assert "Nothing was changed." in refused.output
    assert stored() == (None, [])


def test_a_file_that_is_not_there_is_one_sentence(ready: Run) -> None:
    refused = ready(app, "boundary", "nowhere.geojson", "--agency", ORI)
    assert (refused.exit_code, "nowhere.geojson cannot be used" in refused.output) == (1, True)
    assert "Name a file, or --remove" in ready(app, "boundary", "--agency", ORI).output
    assert "There is no agency XX" in ready(app, "boundary", "--remove", "--agency", "XX").output


def test_without_an_extract_it_says_how_to_make_one(ready: Run) -> None:
    refused = ready(app, "find")
    assert refused.exit_code == 1
    assert f"caseline results extract --agency {ORI}" in refused.output


def test_all_choices_are_found_and_kept_and_one_is_shown_in_every_form(ready: Run) -> None:
    folder = Settings().analytics_path
    rows = list(town_calls(calls=6_000))
    an_extract(folder, {"calls": rows}, ori=ORI, since=SINCE, until=UNTIL, invented=True)
    found = ready(app, "find")
    assert found.exit_code == 0, found.output
    assert "(invented), all.all_hours.12" in found.output
    assert set(newest(folder, ORI).choices) == {choice.key for choice in every_choice()}
    as_csv = ready(app, "find", "--type", "vehicles", "--csv").stdout
    assert set(STATION.cells) <= {row["cell"] for row in csv.DictReader(io.StringIO(as_csv))}
    shapes = json.loads(ready(app, "find", "--type", "vehicles", "--geojson").stdout)
    assert shapes["about"]["choice"] == "vehicles.all_hours.12"
    (plain,) = json.loads(ready(app, "find", "--type", "vehicles", "--window", "4", "--json").stdout)
    assert plain["found"][0]["choice"] == "vehicles.all_hours.4"
    assert ready(app, "find", "--window", "5").exit_code == 2
    assert ready(app, "find", "--csv", "--json").exit_code == 2
