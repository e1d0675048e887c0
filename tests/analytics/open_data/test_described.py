"""The catalogues and descriptions beside the data are what harvesters and readers expect."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analytics.open_data.datasets import DATASETS
from domain.open_data import LICENSES, ReleaseSpan
from tests.analytics.extract_fixtures import ORI
from tests.analytics.open_data.city_releases import BASE, extract_of, extract_row, publisher
from tests.analytics.open_data.invented_city import invented_calls

URL = {"type": "string", "pattern": r"^https?://\S+$"}
DISTRIBUTION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "@type": {"const": "dcat:Distribution"},
        "downloadURL": URL,
        "accessURL": URL,
        "mediaType": {"type": "string", "pattern": r"^[a-z]+/[a-z0-9.+-]+$"},
        "format": {"type": "string", "minLength": 1},
        "title": {"type": "string", "minLength": 1},
    },
    "anyOf": [{"required": ["downloadURL", "mediaType"]}, {"required": ["accessURL", "format"]}],
    "additionalProperties": False,
}
DCAT_US: dict[str, Any] = {
    "type": "object",
    "required": ["conformsTo", "dataset"],
    "properties": {
        "conformsTo": {"const": "https://project-open-data.cio.gov/v1.1/schema"},
        "dataset": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": [
                    *("title", "description", "keyword", "modified", "publisher", "contactPoint"),
                    *("identifier", "accessLevel"),
                ],
                "properties": {
                    "@type": {"const": "dcat:Dataset"},
                    "title": {"type": "string", "minLength": 1},
                    "description": {"type": "string", "minLength": 1},
                    "keyword": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
                    "modified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
                    "publisher": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"@type": {"const": "org:Organization"}},
                    },
                    "contactPoint": {
                        "type": "object",
                        "required": ["fn", "hasEmail"],
                        "properties": {
                            "@type": {"const": "vcard:Contact"},
                            "hasEmail": {"type": "string", "pattern": r"^mailto:[^@\s]+@[^@\s]+\.[a-z]+$"},
                        },
                    },
                    "accessLevel": {"enum": ["public", "restricted public", "non-public"]},
                    "license": URL,
                    "landingPage": URL,
                    "describedBy": URL,
                    "temporal": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$"},
                    "accrualPeriodicity": {"type": "string", "pattern": r"^(irregular|R/P\d+[YMWD])$"},
                    "distribution": {"type": "array", "items": DISTRIBUTION},
                },
            },
        },
    },
}
"""The rules of project-open-data.cio.gov/v1.1/schema for catalogs that are not federal, as far as they concern us."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("city")
    calls = map(extract_row, invented_calls(60, days=2))
    publisher(extract_of(made / "analytics", calls), made / "open").release()
    return made / "open" / ORI


def test_data_json_is_what_portals_harvest(folder: Path) -> None:
    catalogue = json.loads((folder / "data.json").read_text())
    jsonschema.validate(catalogue, DCAT_US)
    assert len({each["identifier"] for each in catalogue["dataset"]}) == len(DATASETS)
    assert all(each["license"] == LICENSES["CC0-1.0"][1] for each in catalogue["dataset"])
    assert catalogue["dataset"][0]["temporal"].endswith("/2026-04-02")


def test_the_same_is_in_the_catalogue_of_dcat_3(folder: Path) -> None:
    us = json.loads((folder / "data.json").read_text())["dataset"]
    three = json.loads((folder / "catalog.jsonld").read_text())["dcat:dataset"]
    assert [each["dct:title"] for each in three] == [each["title"] for each in us]
    assert [each["@id"] for each in three] == [each["identifier"] for each in us]
    downloads = [part["dcat:downloadURL"]["@id"] for each in three for part in each["dcat:distribution"]]
    assert downloads == [part["downloadURL"] for each in us for part in each["distribution"] if "downloadURL" in part]
    assert all(address.startswith(f"{BASE}/resource/") for address in downloads)


def test_every_column_is_explained_and_in_the_schema(folder: Path) -> None:
    for name, dataset in DATASETS.items():
        words = (folder / name / "dictionary.md").read_text()
        assert [each.name for each in dataset.columns if f"| `{each.name}` |" not in words] == []
        schema = json.loads((folder / name / "schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        assert set(schema["properties"]) == {each.name for each in dataset.columns if each.type != "point"}


def test_the_list_of_releases_has_the_hash_of_every_file(folder: Path) -> None:
    for name in DATASETS:
        for release in json.loads((folder / name / "releases.json").read_text()):
            found = {path.parent.name: path.parent for path in folder.glob(f"{name}/*/release.json")}
            (of_it,) = [each for each in found.values() if json.loads((each / "release.json").read_text()) == release]
            for file, digest in release["files"].items():
                assert hashlib.sha256((of_it / file).read_bytes()).hexdigest() == digest


def test_the_license_is_named_with_its_address(folder: Path) -> None:
    assert "Creative Commons Zero" in (folder / "license.txt").read_text()
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in (folder / "license.txt").read_text()


def test_ids_are_as_socrata_wants_them_and_spell_no_word() -> None:
    ids = [dataset.id_of(f"WA{n}") for n in range(200) for dataset in DATASETS.values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[b-df-hj-np-tv-z2-9]{4}-[b-df-hj-np-tv-z2-9]{4}", each) for each in ids)


@pytest.mark.parametrize(
    ("every", "begins", "ends"),
    [
        (ReleaseSpan.DAY, date(2026, 12, 31), date(2027, 1, 1)),
        (ReleaseSpan.WEEK, date(2026, 12, 31), date(2027, 1, 4)),
        (ReleaseSpan.WEEK, date(2027, 1, 4), date(2027, 1, 11)),
        (ReleaseSpan.MONTH, date(2026, 12, 31), date(2027, 1, 1)),
        (ReleaseSpan.MONTH, date(2028, 2, 1), date(2028, 3, 1)),
        (ReleaseSpan.QUARTER, date(2026, 11, 15), date(2027, 1, 1)),
        (ReleaseSpan.QUARTER, date(2026, 1, 1), date(2026, 4, 1)),
    ],
)
def test_a_span_ends_with_its_day_week_month_or_quarter(every: ReleaseSpan, begins: date, ends: date) -> None:
    assert every.end(begins) == ends
