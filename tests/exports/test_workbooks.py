"""A workbook is read as it is: its dates as dates, its numbers whole, and the sheet that the mapping names."""

from __future__ import annotations

from collections.abc import Mapping as Sheets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.exports.mapping import Mapping
from intake.exports.replay_plan import PlayPlan, plan_play
from intake.exports.rows import UnreadableExport, read_rows
from tests.exports.conftest import HEADER, a_row, changed
from tests.exports.workbooks import DAY, TIME, Styled, Value, moment, xlsx

COLUMNS = HEADER.split(",")
CALL: dict[str, Value] = {
    "Call": 2011000272829.0,
    "Received": moment("2026-03-02 10:00:00"),
    "Arrived": moment("2026-03-02 10:20:00"),
    "Cleared": moment("2026-03-02 11:00:00"),
    "How": "911",
    "Priority": 3.0,
    "End": "HELPED",
    "Type": "THEFT",
    "Found": "THEFT",
    "Beat": "B2",
}


def a_sheet(*rows: dict[str, Value]) -> list[list[Value]]:
    return [list(COLUMNS), *([row.get(column) for column in COLUMNS] for row in rows)]


def planned(tmp_path: Path, mapping: Mapping, sheets: Sheets[str, Sequence[Sequence[Value]]]) -> PlayPlan:
    path = tmp_path / "export.xlsx"
    path.write_bytes(xlsx(sheets))
    return plan_play(read_rows(path, mapping), mapping)


def test_dates_are_read_as_dates_whatever_the_mappings_format(tmp_path: Path, mapping: Mapping) -> None:
    (call,) = planned(tmp_path, mapping, {"Calls": a_sheet(CALL)}).calls
    assert call.call_number == "2011000272829"
    assert (call.received_at, call.priority) == (datetime(2026, 3, 2, 16, tzinfo=UTC), 3)
    assert (call.arrived_after, call.ended_after) == (timedelta(minutes=20), timedelta(hours=1))


def test_a_sheet_says_the_same_as_the_csv_of_it(tmp_path: Path, mapping: Mapping) -> None:
    (call,) = planned(tmp_path, mapping, {"Calls": a_sheet(CALL)}).calls
    path = tmp_path / "export.csv"
    path.write_text(f"{HEADER}\n{a_row(Call='2011000272829')}\n", encoding="utf-8")
    assert plan_play(read_rows(path, mapping), mapping).calls == (call,)


def test_exactly_midnight_is_a_time_in_a_column_of_times_and_a_day_in_a_column_of_days(
    tmp_path: Path, mapping: Mapping
) -> None:
    midnight = CALL | {"Call": "C2", "Received": moment("2026-03-02 00:00:00")}
    plan = planned(tmp_path, mapping, {"Calls": a_sheet(CALL, midnight)})
    assert plan.calls[1].received_at == datetime(2026, 3, 2, 6, tzinfo=UTC)
    days = CALL | {"Received": moment("2026-03-02 00:00:00", DAY)}
    plan = planned(tmp_path, mapping, {"Calls": a_sheet(days)})
    assert plan.calls == ()
    assert plan.notes.remarks["Received: a date without a time of day: left out"] == 1


def test_day_and_time_of_day_may_be_in_two_columns(tmp_path: Path, mapping: Mapping, mapping_path: Path) -> None:
    two = changed(mapping_path, 'received = "Received"', 'received = { date = "Received", time = "Written" }')
    row = CALL | {"Received": moment("2026-03-02 00:00:00", DAY), "Written": Styled(0.4, TIME)}
    (call,) = planned(tmp_path, two, {"Calls": a_sheet(row)}).calls
    assert call.received_at == datetime(2026, 3, 2, 15, 36, tzinfo=UTC)


def test_the_only_sheet_that_has_anything_is_read_and_of_several_the_one_named(
    tmp_path: Path, mapping: Mapping, mapping_path: Path
) -> None:
    assert len(planned(tmp_path, mapping, {"Empty": [], "Calls": a_sheet(CALL)}).calls) == 1
    both: dict[str, Sequence[Sequence[Value]]] = {"Notes": [["These are the calls."]], "2026 Calls": a_sheet(CALL)}
    with pytest.raises(UnreadableExport, match=r"several sheets: set export\.sheet to one of 'Notes', '2026 Calls'"):
        planned(tmp_path, mapping, both)
    named = changed(mapping_path, "several_rows", 'sheet = "2026 Calls"\nseveral_rows')
    assert len(planned(tmp_path, named, both).calls) == 1
    with pytest.raises(UnreadableExport, match="no sheet '2026 Calls'; it has 'Calls'"):
        planned(tmp_path, named, {"Calls": a_sheet(CALL)})


def test_a_hidden_sheet_is_not_asked_about_and_is_read_only_if_named(
    tmp_path: Path, mapping: Mapping, mapping_path: Path
) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(xlsx({"Codes": [["THEFT", "Theft"]], "Calls": a_sheet(CALL)}, hidden=frozenset({"Codes"})))
    assert len(read_rows(path, mapping).rows) == 1
    with pytest.raises(UnreadableExport, match="no column"):
        read_rows(path, changed(mapping_path, "several_rows", 'sheet = "Codes"\nseveral_rows'))


def test_rows_keep_the_numbers_that_the_spreadsheet_shows(tmp_path: Path, mapping: Mapping, mapping_path: Path) -> None:
    titled = changed(mapping_path, "several_rows", "title_lines = 2\nseveral_rows")
    sheet: Sequence[Sequence[Value]] = [["Calls of March"], [], *a_sheet(CALL, CALL | {"Call": None})]
    plan = planned(tmp_path, titled, {"Calls": sheet})
    assert plan.calls[0].rows == (4,)
    assert [row.number for row in plan.notes.dropped] == [5]
    with pytest.raises(UnreadableExport, match=r"header in line 3: set export\.title_lines = 2"):
        planned(tmp_path, mapping, {"Calls": sheet})


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_refused(tmp_path: Path, mapping: Mapping) -> None:
    plan = planned(tmp_path, mapping, {"Calls": a_sheet(CALL | {"Call": 20260302000000012345.0})})
    assert plan.calls == ()
    assert "a spreadsheet has cut this number" in plan.notes.dropped[0].reason


def test_what_only_looks_like_a_workbook_is_named(tmp_path: Path, mapping: Mapping) -> None:
    path = tmp_path / "export.xlsx"
    for content in (b"PK\x03\x04 and nothing more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        path.write_bytes(content)
        with pytest.raises(UnreadableExport, match="is not a workbook that can be read"):
            read_rows(path, mapping)
    path.write_bytes(xlsx({"Calls": []}))
    with pytest.raises(UnreadableExport, match="is an empty workbook"):
        read_rows(path, mapping)
