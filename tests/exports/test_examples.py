"""The calls `make run` plays: few, without addresses, and with every end among them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from domain.call_state import CallStatus
from domain.messages import LANGUAGES
from intake.exports.mapping_file import load_mapping
from intake.exports.played_call import PlayedCall, expect_delayed
from intake.exports.replay_plan import plan_play
from intake.exports.rows import needed_columns, read_rows
from policies.policy_file import parse

ROOT = Path(__file__).resolve().parents[2]
CITIES = ("seattle", "dallas")


def calls() -> list[PlayedCall]:
    found: list[PlayedCall] = []
    for city in CITIES:
        mapping = load_mapping(ROOT / "examples" / f"{city}.toml")
        plan = plan_play(read_rows(ROOT / "examples" / f"{city}.csv", mapping), mapping)
        assert (plan.notes.dropped, plan.notes.unmapped) == ([], {})
        found += plan.calls
    return found


def test_there_are_at_most_a_hundred_rows_and_no_column_too_many() -> None:
    rows = 0
    for city in CITIES:
        mapping = load_mapping(ROOT / "examples" / f"{city}.toml")
        with (ROOT / "examples" / f"{city}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows += len(list(reader))
            assert set(reader.fieldnames or ()) == needed_columns(mapping)
    assert 0 < rows <= 100


def test_every_end_of_a_call_is_among_them() -> None:
    assert {call.expected for call in calls()} == {
        CallStatus.CLEARED,
        CallStatus.CANCELLED,
        CallStatus.MERGED,
        CallStatus.ASSIGNED,
        CallStatus.ARREST,
        CallStatus.CHARGED,
        CallStatus.SUSPENDED,
        CallStatus.CLOSED,
    }
    dispositions = {call.disposition for call in calls()}
    assert {"01", "02", "04", "08", "10", "14", "18", "22"} <= dispositions


def test_late_and_never_attended_officers_own_and_sensitive_calls_are_among_them() -> None:
    policy = parse((ROOT / "policies" / "default.toml").read_text(encoding="utf-8"))
    everything = calls()
    assert any(call.officer_initiated for call in everything)
    assert any(call.arrived_after is None for call in everything)
    assert any(call.initial_type == "DVA" for call in everything)
    assert any(call.initial_type != "DVA" and call.final_type == "DVA" for call in everything)
    late = [expect_delayed(call, policy) for call in everything]
    assert any(late)
    assert not all(late)


def test_all_languages_are_spoken_in_them() -> None:
    spoken = {person.language for call in calls() for person in call.people if person.language}
    assert spoken == set(LANGUAGES)


@pytest.mark.parametrize("city", CITIES)
def test_no_address_or_telephone_is_in_them(city: str) -> None:
    text = (ROOT / "examples" / f"{city}.csv").read_text(encoding="utf-8")
    assert not re.search(r"\bBLOCK\b|\b(ST|AVE|BLVD|RD) ", text)
    assert not re.search(r"\d{3}-\d{3}-\d{4}", text)
