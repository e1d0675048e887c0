"""Every day of calls is released once, whole, and only what may be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest

from analytics.open_data.datasets import CALLS, DATASETS, PLACES, SENSITIVE
from analytics.open_data.due import InventedYear, release_due
from analytics.open_data.public_calls import PublicCall
from analytics.open_data.stored import AgencyFolder, ReleaseAbout
from domain.open_data import OpenDataPolicy, Prefer, ReleaseSpan
from tests.analytics.extract_fixtures import ORI, an_extract
from tests.analytics.open_data.city_releases import NOW, POLICY, extract_of, extract_row, publisher
from tests.analytics.open_data.invented_city import invented_calls

FIRST = date(2026, 4, 1)
EIGHT = [extract_row(call) for call in invented_calls(8, days=1)]


def rows_of(folder: Path, dataset: str = "calls") -> list[dict[str, Any]]:
    found = duckdb.read_parquet(f"{folder}/{ORI}/{dataset}/*/*.parquet")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def content(folder: Path) -> Mapping[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_nothing_is_released_until_the_policy_says_so(tmp_path: Path) -> None:
    extract = extract_of(tmp_path / "analytics", EIGHT)

    assert publisher(extract, tmp_path / "open", OpenDataPolicy()).release() == []
    assert not (tmp_path / "open").exists()


def test_a_release_is_never_made_again(tmp_path: Path) -> None:
    calls = [extract_row(call) for call in invented_calls(400, days=4)]
    before = extract_of(tmp_path / "a", calls, until=FIRST + timedelta(days=5))
    first = publisher(before, tmp_path / "open").release()
    kept = {name: found for name, found in content(tmp_path / "open").items() if "/2026" in name}

    later = extract_of(tmp_path / "b", [*calls, *EIGHT * 3])
    second = publisher(later, tmp_path / "open", seed=2).release()

    days = {each.about.begins for each in first if each.folder.parent.name == "calls"}
    assert len(days) == 2
    assert days.isdisjoint(each.about.begins for each in second if each.folder.parent.name == "calls")
    assert kept.items() <= content(tmp_path / "open").items()
    assert publisher(later, tmp_path / "open").release() == []
    about = ReleaseAbout(begins=FIRST, ends=FIRST, released_at=NOW, rows=0, files={})
    with pytest.raises(FileExistsError):
        AgencyFolder(path=tmp_path / "open" / ORI).store(CALLS, first[0].folder.name, about, [])


def test_a_day_waits_until_it_is_old_enough(tmp_path: Path) -> None:
    extract = extract_of(tmp_path / "a", EIGHT, until=FIRST + timedelta(days=3))
    made = publisher(extract, tmp_path / "open").release()
    assert [each for each in made if each.folder.parent.name == "calls"] == []

    extract = extract_of(tmp_path / "b", EIGHT, until=FIRST + timedelta(days=4))
    made = publisher(extract, tmp_path / "open").release()

    assert [each.about.ends for each in made if each.folder.parent.name == "calls"] == [FIRST + timedelta(days=1)]


def test_few_calls_wait_for_those_of_the_next_days(tmp_path: Path) -> None:
    five = [extract_row(call) for call in invented_calls(5, days=1)]
    next_day = [{**row, "local_day": FIRST + timedelta(days=1)} for row in five]

    (release,) = publisher(extract_of(tmp_path / "a", five), tmp_path / "none").release()[:1]
    assert release.folder.parent.name != "calls"
    released = publisher(extract_of(tmp_path / "b", [*five, *next_day]), tmp_path / "open").release()

    (release,) = [each for each in released if each.folder.parent.name == "calls"]
    assert release.about.rows == 10
    assert release.about.ends == FIRST + timedelta(days=2)


@pytest.mark.parametrize(
    "hidden",
    [
        {"officer_initiated": True},
        {"end": "merged"},
        {"sensitive": True},
        {"sensitive": None},
        {"incident_type": "DVA"},
        {"incident_type": "TRAUMA"},
        {"incident_type": "DV"},
        {"incident_type": None},
    ],
)
def test_only_calls_of_the_public_that_are_not_sensitive_are_rows(tmp_path: Path, hidden: dict[str, Any]) -> None:
    shown = [{**row, "incident_type": "NOISE"} for row in EIGHT]
    extract = extract_of(tmp_path / "a", [*shown, *({**row, **hidden} for row in shown)])

    publisher(extract, tmp_path / "open").release()

    assert len(rows_of(tmp_path / "open")) == 8
    assert sum(row["calls"] for row in rows_of(tmp_path / "open", "places")) == 8
    yearly = rows_of(tmp_path / "open", "sensitive")
    assert sum(row["calls"] for row in yearly) == (0 if {"officer_initiated", "end"} & hidden.keys() else 8)
    expected = hidden.get("incident_type") if hidden.get("incident_type") != "DV" else None
    assert {row["incident_type"] for row in yearly} <= {expected}


def test_no_number_of_a_call_and_no_exact_moment_is_in_any_file(tmp_path: Path) -> None:
    calls = [{**row, "call_id": f"secret-{n}"} for n, row in enumerate(EIGHT)]
    publisher(extract_of(tmp_path / "a", calls), tmp_path / "open").release()

    everything = b"".join(content(tmp_path / "open").values())

    assert b"secret" not in everything
    assert all(row["received_at"].strftime("%H:%M:%S").encode() not in everything for row in EIGHT)
    assert [row["id"] for row in rows_of(tmp_path / "open")] == sorted(row["id"] for row in rows_of(tmp_path / "open"))


@pytest.mark.parametrize("every", ReleaseSpan)
def test_releases_follow_one_another_without_a_gap(tmp_path: Path, every: ReleaseSpan) -> None:
    calls = [extract_row(call) for call in invented_calls(1500, days=60)]
    publisher(extract_of(tmp_path / "a", calls), tmp_path / "open", replace(POLICY, every=every)).release()

    releases = AgencyFolder(path=tmp_path / "open" / ORI).releases(CALLS)

    assert [each.about.begins for each in releases[1:]] == [each.about.ends for each in releases[:-1]]
    assert sum(each.about.rows for each in releases) == 1500
    assert len(rows_of(tmp_path / "open")) == 1500


def test_the_three_kinds_of_file_hold_the_same_rows_and_fit_the_schema(tmp_path: Path) -> None:
    calls = [extract_row(call) for call in invented_calls(1200, days=2)]
    sensitive = [{**row, "incident_type": "DVA", "sensitive": True} for row in EIGHT]
    policy = replace(POLICY, every=ReleaseSpan.QUARTER, prefer=Prefer.PLACE)
    publisher(extract_of(tmp_path / "a", [*calls, *sensitive]), tmp_path / "open", policy).release()

    for name, dataset in DATASETS.items():
        schema = json.loads((tmp_path / "open" / ORI / name / "schema.json").read_text())
        for release in AgencyFolder(path=tmp_path / "open" / ORI).releases(dataset):
            features = json.loads((release.folder / f"{name}.geojson").read_text())["features"]
            plain = duckdb.read_csv(str(release.folder / f"{name}.csv"), all_varchar=True)
            packed = duckdb.read_parquet(str(release.folder / f"{name}.parquet"))
            assert len(features) == len(plain) == len(packed) == release.about.rows
            assert plain.columns == packed.columns
            for feature in features[:200]:
                jsonschema.validate({**feature["properties"]}, schema)
                assert (feature["geometry"] is None) == (feature["properties"].get("cell") is None)


def test_the_totals_by_place_and_of_sensitive_calls_leave_no_few(tmp_path: Path) -> None:
    calls = [extract_row(call) for call in invented_calls(2000, days=80)]
    types = ["DVA"] * 30 + ["SUICIDE"] * 9 + ["STALK"] * 2 + ["RAPE"] * 2
    sensitive = [{**EIGHT[0], "incident_type": code, "sensitive": True} for code in types]
    publisher(extract_of(tmp_path / "a", [*calls, *sensitive]), tmp_path / "open").release()

    places, yearly = rows_of(tmp_path / "open", PLACES.name), rows_of(tmp_path / "open", SENSITIVE.name)

    assert all(row["calls"] >= 8 for row in [*places, *yearly])
    assert sum(row["calls"] for row in places) == 2000
    assert [(row["incident_type"], row["calls"]) for row in yearly] == [("DVA", 30), (None, 13)]


def test_a_call_says_where_it_was_only_as_an_h3_cell(tmp_path: Path) -> None:
    one = PublicCall(day=FIRST, minute=61, beat="A", cell="8a2664cc2127fff", incident_type="NOISE")
    publisher(extract_of(tmp_path / "a", [extract_row(one)] * 8), tmp_path / "open").release()

    (row, *_) = rows_of(tmp_path / "open")

    assert (row["place"], row["cell"], row["from_time"], row["until_time"]) == ("cell", one.cell, "01:00", "01:15")
    assert row["latitude"] == pytest.approx(41.7812)


def test_nothing_of_an_invented_year_is_released(tmp_path: Path) -> None:
    an_extract(tmp_path / "analytics", {"calls": EIGHT}, until=date(2026, 7, 1), invented=True)

    with pytest.raises(InventedYear, match="of which nothing is released"):
        release_due(tmp_path / "analytics", tmp_path / "open", ORI, POLICY, base_url="https://open.example", now=NOW)

    assert not (tmp_path / "open").exists()
