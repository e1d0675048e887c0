"""Call numbers made of several columns, used again, or cut by a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.exports.call_numbers import CUT, NOT_UNIQUE, USED_AGAIN
from policies.toml_file import TomlError
from tests.exports.conftest import Plan, a_row, changed

COLUMNS = 'columns = ["Call", "Report"]'


def numbers_of(plan: Plan, *rows: str, **more: object) -> list[str]:
    return [call.call_number for call in plan(*rows, **more).calls]


def test_a_number_may_be_made_of_several_columns(plan: Plan, mapping_path: Path) -> None:
    composed = changed(mapping_path, COLUMNS, 'parts = ["Beat", "Call"]')
    planned = plan(
        a_row(Call="17", Beat="B2"), a_row(Call="17", Beat="B3"), a_row(Call="17", Beat=""), mapping=composed
    )
    assert [call.call_number for call in planned.calls] == ["B2-17", "B3-17"]
    assert [row.reason for row in planned.notes.dropped] == ["no call number in Beat and Call"]
    joined = changed(mapping_path, 'parts = ["Beat", "Call"]', 'parts = ["Beat", "Call"]\njoined_by = "."')
    assert numbers_of(plan, a_row(Call="17"), mapping=joined) == ["B2.17"]


@pytest.mark.parametrize(
    ("starts_again", "numbers"),
    [("yearly", ["2025-17", "2026-17"]), ("daily", ["2025-12-31-17", "2026-01-01-17", "2026-01-02-17"])],
)
def test_numbers_that_are_used_again_are_told_apart_by_the_receipt(
    plan: Plan, mapping_path: Path, starts_again: str, numbers: list[str]
) -> None:
    again = changed(mapping_path, COLUMNS, f'{COLUMNS}\nstarts_again = "{starts_again}"')
    received = ["2025-12-31 23:59", "2026-01-01 00:01", "2026-01-02 00:00"]
    rows = [a_row(Call="17", Received=at, Arrived="", Cleared="") for at in received]
    planned = plan(*rows, a_row(Call="17", Received=""), mapping=again)
    assert [call.call_number for call in planned.calls] == numbers
    assert planned.notes.dropped[0].reason == f"no time of receipt, and the call number starts again {starts_again}"


def test_rows_of_one_number_more_than_a_day_apart_are_never_glued_together(plan: Plan) -> None:
    """Many CADs begin again with 1 each January: the caller of last year is not the caller of this one."""
    planned = plan(a_row(Received="2026-03-02 10:00"), a_row(Received="2026-05-02 10:00", Type="DISPUTE - DV"))
    assert [call.initial_type for call in planned.calls] == ["LARCENY"]
    assert [(row.number, row.reason) for row in planned.notes.dropped] == [(3, USED_AGAIN)]


def test_a_number_used_twice_says_what_the_mapping_can_say(plan: Plan, mapping_path: Path) -> None:
    strict = changed(mapping_path, 'several_rows = "merge"', "")
    assert plan(a_row(), a_row(), mapping=strict).notes.dropped[0].reason == NOT_UNIQUE
    assert "starts_again" in NOT_UNIQUE


@pytest.mark.parametrize("cut", ["2.30101E10", "2.30101E+10", "2.30101e+10", "2E+10"])
def test_numbers_that_a_spreadsheet_has_cut_are_refused_and_not_glued_together(plan: Plan, cut: str) -> None:
    planned = plan(a_row(Call=cut), a_row(Call=cut, Type="NOISE"), a_row(Call="C3"))
    assert [call.call_number for call in planned.calls] == ["C3"]
    assert planned.notes.dropped_by_reason == {CUT: 2}
    assert CUT.startswith("a spreadsheet has cut this number")


def test_a_part_or_a_stand_in_that_is_cut_is_refused_too(plan: Plan, mapping_path: Path) -> None:
    assert plan(a_row(Call="", Report="2.30101E10")).notes.dropped_by_reason == {CUT: 1}
    composed = changed(mapping_path, COLUMNS, 'parts = ["Beat", "Call"]')
    assert plan(a_row(Call="2.30101E10"), mapping=composed).notes.dropped_by_reason == {CUT: 1}


def test_a_cut_case_number_or_staff_id_is_left_out_and_the_call_played(plan: Plan, mapping_path: Path) -> None:
    staffed = changed(mapping_path, 'beat = "Beat"', 'beat = "Beat"\ncall_taker = "How"')
    planned = plan(a_row(Report="2.6E10", Status="Open", How="1.1E10"), mapping=staffed)
    (call,) = planned.calls
    assert call.case_number is None
    assert "call_taker" not in call.events[0].data
    assert planned.notes.remarks["Report: a number that a spreadsheet has cut: left out"] == 1


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("", "needs columns, or parts"),
        ('columns = "Call"\nparts = ["Beat", "Call"]', "needs columns, or parts"),
        (f'{COLUMNS}\nstarts_again = "weekly"', "'weekly' is not known; known here: daily, never, yearly"),
    ],
)
def test_a_call_number_that_cannot_be_made_is_a_mistake(mapping_path: Path, new: str, said: str) -> None:
    with pytest.raises(TomlError, match="call_number") as refused:
        changed(mapping_path, COLUMNS, new)
    assert said in str(refused.value)
