"""Whatever a file holds: no row vanishes, no event precedes its call, and reading never fails."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import EventType
from intake.exports.mapping import Mapping
from intake.exports.replay_plan import plan_play
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


@pytest.mark.parametrize("seed", [0, 7])
def test_a_plan_is_the_same_each_time(tmp_path: Path, mapping: Mapping, seed: int) -> None:
    path = tmp_path / "export.csv"
    path.write_text(HEADER + "\nC1,,2026-03-02 10:00,,,,,,,,,THEFT,,\n", encoding="utf-8")
    export = read_rows(path, mapping)
    assert plan_play(export, mapping, seed).calls == plan_play(export, mapping, seed).calls
