"""Which calls are never contacted, and what the others are called."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from domain.incident_names import MEDICAL_OR_FIRE_NAME, NAMES, SENSITIVE_NAME, UNNAMED, incident_name
from domain.incident_types import MEDICAL_AND_FIRE, SENSITIVE, is_sensitive
from tests.shared_material import shared


@pytest.fixture(name="registry")
def incident_type_registry() -> dict[str, str]:
    registries: dict[str, Any] = json.loads(shared("eido/eido_registries.json").read_text())
    (types,) = (rows for name, rows in registries.items() if name.startswith("Incident Type"))
    return {row["value"]: row["description"] for row in types}


def test_every_sensitive_type_of_the_field_is_sensitive_here() -> None:
    rules = shared("domain-rules.md").read_text()
    section = rules.partition("## Sensitive call types")[2].partition("Usual allow-list")[0]
    codes = re.findall(r"\b[A-Z0-9]{2,}\b", section.partition("\n")[2])
    assert len(codes) > 45
    assert [code for code in codes if code not in SENSITIVE] == []


def test_every_fire_type_of_the_registry_is_covered(registry: dict[str, str]) -> None:
    named_fire = {code for code, text in registry.items() if re.search(r"\bFires?\b|Smoke|Gas Leak", text)}
    police_too = {"HLP1", "HLP2"}
    assert named_fire - police_too - MEDICAL_AND_FIRE == set()


def test_every_medical_type_of_the_registry_is_covered(registry: dict[str, str]) -> None:
    words = r"Medical|Pain|Cardiac|Bleeding|Burns|Problems|Life Support|Choking|Diabetic|Headache|Illness|With Injury"
    named_medical = {code for code, text in registry.items() if re.search(words, text)}
    assert {code for code in named_medical if not is_sensitive(code)} == set()


def test_every_type_with_a_name_or_a_rule_is_in_the_registry_as_far_as_it_goes(registry: dict[str, str]) -> None:
    last = max(registry)
    codes = SENSITIVE | MEDICAL_AND_FIRE | NAMES.keys()
    assert {code for code in codes if code < last} - registry.keys() == set()


def test_no_type_is_both_allowed_and_sensitive() -> None:
    assert {code for code in NAMES if is_sensitive(code)} == set()
    assert set() == SENSITIVE & MEDICAL_AND_FIRE


@pytest.mark.parametrize("code", ["DVA", "dva", "CARDIAC", "fstru", "911H"])
def test_a_sensitive_type_is_known_however_it_is_written(code: str) -> None:
    assert is_sensitive(code)


@pytest.mark.parametrize("code", [None, "", "LARCENY", "NOISE"])
def test_other_types_are_not_sensitive(code: str | None) -> None:
    assert not is_sensitive(code)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("LARCENY", "Theft"),
        ("noise", "Noise complaint"),
        ("DVA", SENSITIVE_NAME),
        ("HEADACHE", MEDICAL_OR_FIRE_NAME),
        ("X99", UNNAMED),
        (None, UNNAMED),
    ],
)
def test_a_type_has_a_short_name_unless_it_is_sensitive(code: str | None, name: str) -> None:
    assert incident_name(code) == name


def test_names_fit_a_line_of_a_timeline() -> None:
    assert max(map(len, NAMES.values())) <= 30
