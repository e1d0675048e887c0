"""What is said beside the data: JSON Schema, data dictionary, licence, list of releases, and the two catalogues."""

from __future__ import annotations

import json
from typing import Any

from analytics.extracts import ExtractAbout
from analytics.open_data.catalogue import CatalogueOf, data_json, json_ld
from analytics.open_data.datasets import DATASETS, DataColumn, DataSet, DataType
from analytics.open_data.stored import AgencyFolder, put
from domain.open_data import LICENSES, OpenDataPolicy

_JSON_TYPES = {DataType.TEXT: "string", DataType.NUMBER: "number", DataType.MOMENT: "string"}


def describe(folder: AgencyFolder, about: ExtractAbout, policy: OpenDataPolicy, base_url: str) -> None:
    """Write all of it anew, from what is released by now."""
    releases = {name: folder.releases(dataset) for name, dataset in DATASETS.items()}
    for name, dataset in DATASETS.items():
        of_it = folder.path / name
        put(of_it / "schema.json", _json(json_schema(dataset)))
        put(of_it / "dictionary.md", dictionary(dataset))
        put(of_it / "releases.json", _json([json.loads(each.about.to_json()) for each in releases[name]]))
    put(folder.path / "license.txt", license_text(about.agency, policy))
    catalogue = CatalogueOf(agency=about, policy=policy, base_url=base_url, releases=releases)
    put(folder.path / "data.json", _json(data_json(catalogue)))
    put(folder.path / "catalog.jsonld", _json(json_ld(catalogue)))


def json_schema(dataset: DataSet) -> dict[str, Any]:
    """Of one row (JSON Schema 2020-12): a row of CSV with its empty values as null, a feature's properties."""
    columns = [column for column in dataset.columns if column.type is not DataType.POINT]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": dataset.title,
        "description": dataset.about,
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns if column.always],
        "additionalProperties": False,
    }


def _property(column: DataColumn) -> dict[str, Any]:
    kind = _JSON_TYPES[column.type]
    found: dict[str, Any] = {"description": column.meaning, "type": kind if column.always else [kind, "null"]}
    if column.values:
        found["enum"] = [*column.values, *([] if column.always else [None])]
    if column.type is DataType.MOMENT:
        found["pattern"] = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$"
    return found


def dictionary(dataset: DataSet) -> str:
    """A table of the columns (Markdown)."""
    lines = [f"# {dataset.title}", "", dataset.about, "", "An empty value was not known, or is not told.", ""]
    lines += ["| Column | Type | Meaning | Values |", "|---|---|---|---|"]
    lines += [
        f"| `{each.name}` | {each.type} | {each.meaning} | {', '.join(each.values) or 'any'} |"
        for each in dataset.columns
    ]
    return "\n".join(lines) + "\n"


def license_text(agency: str, policy: OpenDataPolicy) -> str:
    """Which licence it is, and where its text is."""
    name, address = LICENSES[policy.license]
    return f"{policy.title}, published by {agency}.\n\nLicense: {name} ({policy.license})\n{address}\n"


def _json(found: Any) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
