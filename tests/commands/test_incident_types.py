"""What the command and the page say of types of calls is what rules go by."""

from __future__ import annotations

import json
import re

import pytest
from typer import Typer
from typer.testing import CliRunner

from commands.incident_types import incident_types
from domain.incident_names import NAMES
from domain.incident_types import HARMLESS, KNOWN, MEDICAL_AND_FIRE, SENSITIVE, may_be_sensitive
from tests.conftest import ROOT

app = Typer()
app.command()(incident_types)


def test_every_type_is_listed_with_what_it_counts_as() -> None:
    listed = {each["code"]: each["counts_as"] for each in json.loads(CliRunner().invoke(app, ["--json"]).output)}
    assert listed.keys() == KNOWN
    assert {code for code, counts_as in listed.items() if "never" in counts_as} == SENSITIVE | MEDICAL_AND_FIRE


@pytest.mark.parametrize(
    ("code", "exit_code", "says"),
    [
        ("dva", 0, "never contacted"),
        ("NOISE", 0, "if the policy says so"),
        ("DV", 1, "did you mean DVA?"),
        ("DOMESTIC", 1, "perhaps sensitive"),
    ],
)
def test_one_code_is_explained(code: str, exit_code: int, says: str) -> None:
    result = CliRunner().invoke(app, [code])
    assert (result.exit_code, says in result.output) == (exit_code, True), result.output


def test_the_page_lists_the_same() -> None:
    page = (ROOT / "docs" / "incident-types.md").read_text(encoding="utf-8")
    lists = [set(re.findall(r"^`(\w+)`|(?<= )`(\w+)`", part, re.MULTILINE)) for part in page.split("\n## ")[1:]]
    found = [{a or b for a, b in each} for each in lists]
    assert found == [HARMLESS, SENSITIVE, MEDICAL_AND_FIRE]


def test_what_has_a_name_is_harmless_and_the_three_kinds_do_not_overlap() -> None:
    assert NAMES.keys() == HARMLESS
    assert len(KNOWN) == len(HARMLESS) + len(SENSITIVE) + len(MEDICAL_AND_FIRE)
    assert [code for code in ("DV", "DOMESTIC", "UNKNOWN", "noise", None, "") if may_be_sensitive(code)] == [
        "DV",
        "DOMESTIC",
        "UNKNOWN",
    ]
