"""The list of what Caseline is made of: valid CycloneDX, complete, with licenses that an agency can live with."""

from __future__ import annotations

import json
import re
import subprocess
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tests.conftest import ROOT
from tools import sbom

SCHEMAS = ("bom-1.5", "spdx", "jsf-0.82")
COPYLEFT = re.compile(r"(?<![L])A?GPL|GNU (Affero )?General", re.IGNORECASE)
"""Of the GNU licenses only the Lesser one lets a program that merely uses the library have another."""


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.bill_of_materials()


def licenses(bill: dict[str, Any]) -> dict[str, str]:
    return {
        each["name"]: " ".join(found["license"]["name"] for found in each.get("licenses", ()))
        for each in bill["components"]
    }


def test_it_is_valid_cyclonedx(bill: dict[str, Any]) -> None:
    """Its schema, without what it says of the form of addresses: to check 1,600 of them takes minutes."""
    folder = resources.files("cyclonedx.schema") / "_res"
    bom, *others = (json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text()) for name in SCHEMAS)
    parts = [(each["$id"], DRAFT7.create_resource(each)) for each in (bom, *others)]
    registry: Registry[Any] = Registry().with_resources(parts)
    validator = Draft7Validator(bom, registry=registry)
    assert [error.message for error in validator.iter_errors(bill)] == []


def test_every_locked_dependency_that_runs_in_service_is_in_it(bill: dict[str, Any]) -> None:
    requirements = sbom.export("requirements.txt")
    locked = set(re.findall(r"^([\w.-]+)==([^\s;\\]+)", requirements, re.MULTILINE))
    assert {(each["name"], each["version"]) for each in bill["components"]} == locked
    assert {each["purl"] for each in bill["components"]} == {f"pkg:pypi/{name}@{version}" for name, version in locked}
    assert {"temporalio", "sqlalchemy", "joserfc"} <= {name for name, _ in locked}
    assert not {"pytest", "mypy", "pip-audit", "oidc-provider-mock"} & {name for name, _ in locked}


def test_each_says_its_license_but_what_only_windows_installs(bill: dict[str, Any]) -> None:
    assert {name for name, found in licenses(bill).items() if not found} <= {"colorama"}


def test_none_is_under_the_gpl_or_agpl(bill: dict[str, Any]) -> None:
    assert {name: found for name, found in licenses(bill).items() if COPYLEFT.search(found)} == {}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("GNU Affero General Public License v3", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_which_licenses_are_refused(text: str, refused: bool) -> None:
    assert bool(COPYLEFT.search(text)) is refused


def test_it_is_not_committed() -> None:
    asked = ["git", "check-ignore", sbom.FILE.name]
    checked = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.stdout.split() == [sbom.FILE.name]
