"""Whatever a file holds: no row vanishes, no event precedes its call, and reading never fails."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.event_facts import EVENT_ID
from domain.events import EventType
from intake.exports.mapping import Mapping
from intake.exports.replay_plan import event_id, plan_play
from intake.exports.rows import read_rows
from tests.exports.conftest import HEADER
from tests.thoroughness import examples

COLUMNS = HEADER.split(",")

times = st.one_of(
    st.just(""),
    st.just("yesterday"),
    st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%d %H:%M")),
    st.integers(min_value=0, max_value=120).map(lambda minutes: f"2026-11-01 {minutes // 60:02}:{minutes % 60:02}"),
)
words = st.sampled_from(["", "THEFT", "BURGLARY", "DISPUTE - DV", "???", "REPORT TAKEN", "CANCEL", "DUPLICATE", "Open"])
numbers = st.sampled_from(["", "C1", "C2", "C3", "not a number", "é"])
cells = {"Call": numbers, "Report": numbers, **dict.fromkeys(("Received", "Arrived", "Cleared", "Written"), times)}
rows = st.fixed_dictionaries({column: cells.get(column, words) for column in COLUMNS})


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=8), st.integers(min_value=0, max_value=3))
def test_every_row_is_played_or_named_and_no_event_precedes_its_call(
    tmp_path: Path, mapping: Mapping, content: list[dict[str, str]], seed: int
) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(content)
    planned = plan_play(read_rows(path, mapping), mapping, seed)
    played = [number for call in planned.calls for number in call.rows]
    blank = sum(not any(row.values()) for row in content)
    assert len(played) + len(planned.notes.dropped) >= len(content) - blank
    assert len(set(played)) == len(played)
    for call in planned.calls:
        assert call.events[0].type is EventType.CALL_RECEIVED
        offsets = [event.after for event in call.events]
        assert offsets == sorted(offsets)
        assert offsets[0] == timedelta()


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1, max_size=128))
def test_whatever_a_call_number_is_the_ids_of_its_events_can_be_sent(call_number: str) -> None:
    assert EVENT_ID.takes(event_id(call_number, 12, EventType.CALL_RECEIVED))


@given(st.lists(st.text("ab%20 /#:", min_size=1, max_size=90), unique=True, max_size=20))
def test_different_calls_have_events_of_different_ids(call_numbers: list[str]) -> None:
    assert len({event_id(one, 1, EventType.CALL_RECEIVED) for one in call_numbers}) == len(call_numbers)


def test_the_ids_of_calls_that_were_played_before_stay_as_they_are() -> None:
    assert event_id("24-00.1_B:2", 3, EventType.UNIT_ARRIVED) == "24-00.1_B:2/3/unit.arrived"


@pytest.mark.parametrize("seed", [0, 7])
def test_a_plan_is_the_same_each_time(tmp_path: Path, mapping: Mapping, seed: int) -> None:
    path = tmp_path / "export.csv"
    path.write_text(HEADER + "\nC1,,2026-03-02 10:00,,,,,,,,,THEFT,,\n", encoding="utf-8")
    export = read_rows(path, mapping)
    assert plan_play(export, mapping, seed).calls == plan_play(export, mapping, seed).calls
