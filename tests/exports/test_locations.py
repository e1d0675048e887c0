"""Where a call of an export was: only the cell is read, and what is no place is counted without its value."""

from __future__ import annotations

import pytest

from commands.replaying.report import plan_to_json
from intake.calls.location import cell_of
from intake.exports.mapping import LocationMapping, Mapping
from intake.exports.played_call import PlayedCall
from intake.exports.rows import needed_columns
from tests.exports.conftest import Plan, a_row

CELL = "8a28d542ca1ffff"
DIGITS = ("613371", "342904", "122.34", "47.61")


@pytest.fixture
def with_location(mapping: Mapping) -> Mapping:
    """Smalltown again, whose columns for the beat and for how it began hold degrees."""
    return mapping.model_copy(update={"location": LocationMapping(latitude=("Beat",), longitude=("How",)), "beat": ()})


def cells(call: PlayedCall) -> list[str]:
    return [cell_of(event.data["location"]) for event in call.events if "location" in event.data]


def test_the_middle_of_its_cell_is_told_with_the_call(plan: Plan, with_location: Mapping) -> None:
    played = plan(a_row(Beat="47.613371", How="-122.342904"), mapping=with_location)
    [call] = played.calls
    assert cells(call) == [CELL]
    assert "location" in call.events[0].data
    assert not any(digits in repr(call) for digits in DIGITS[:2])
    assert not any(digits in str(plan_to_json(played)) for digits in DIGITS)


def test_decimals_may_be_written_as_a_spreadsheet_of_another_country_writes_them(
    plan: Plan, with_location: Mapping
) -> None:
    [call] = plan(a_row(Beat='"47,613371"', How='"-122,342904"'), mapping=with_location).calls
    assert cells(call) == [CELL]


def test_the_first_row_that_names_a_place_counts(plan: Plan, with_location: Mapping) -> None:
    rows = (a_row(Beat="", How=""), a_row(Beat="47.613371", How="-122.342904"), a_row(Beat="47.7", How="-122.3"))
    [call] = plan(*rows, mapping=with_location).calls
    assert cells(call) == [CELL]


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0", "has a 0, which stands for a place that is not known"),
        ("-122.342904", "47.613371", "perhaps the two are swapped"),
        ("1231567.613371", "226118.342904", "is not written in degrees, as 47.61 and -122.33"),
        ("REDACTED", "342904", "is not written in degrees"),
        ("47.613371", "", "is not written in degrees"),
        ("4.7613371e1", "-1.22342904e2", "is not written in degrees"),
    ],
)
def test_what_is_no_place_is_left_out_and_counted_and_the_call_is_played(
    plan: Plan, with_location: Mapping, latitude: str, longitude: str, reason: str
) -> None:
    played = plan(a_row(Beat=latitude, How=longitude), mapping=with_location)
    assert cells(played.calls[0]) == []
    [(remark, count)] = played.notes.remarks.items()
    assert remark.startswith("Beat or How: ")
    assert reason in remark
    assert remark.endswith(": left out")
    assert count == 1
    assert not any(digits in str(plan_to_json(played)) for digits in DIGITS[:3])


def test_a_mapping_without_it_says_nothing_of_places(plan: Plan) -> None:
    [call] = plan(a_row()).calls
    assert cells(call) == []


def test_its_columns_must_be_in_the_file(with_location: Mapping) -> None:
    assert {"Beat", "How"} <= needed_columns(with_location)
