"""The mapping says where a time is written: in two columns, in several formats, under a condition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.exports.mapping_file import load_mapping
from policies.toml_file import TomlError
from tests.exports.conftest import Plan, a_row, changed

RECEIVED = 'received = "Received"'
TWO = 'received = { date = "Received", date_format = "%m/%d/%Y", time = "Written", time_format = "%H%M" }'


def test_day_and_time_of_day_in_two_columns_make_one_time(plan: Plan, mapping_path: Path) -> None:
    two = changed(mapping_path, RECEIVED, TWO)
    times = {"1000": 0, "905": -55, "24:00": None, "2400": 840, "0": -600, "13": -587}
    for clock, minutes in times.items():
        calls = plan(a_row(Received="03/02/2026", Written=clock, Arrived="", Cleared=""), mapping=two).calls
        expected = datetime(2026, 3, 2, 16, tzinfo=UTC) + timedelta(minutes=minutes or 0)
        assert [call.received_at for call in calls] == ([] if minutes is None else [expected])


@pytest.mark.parametrize("values", [{"Written": ""}, {"Written": "NULL"}, {"Received": ""}, {"Written": "noon"}])
def test_half_a_time_is_none_and_never_midnight(plan: Plan, mapping_path: Path, values: dict[str, str]) -> None:
    two = changed(mapping_path, RECEIVED, TWO)
    planned = plan(a_row(**({"Received": "03/02/2026", "Written": "1000"} | values)), mapping=two)
    assert planned.calls == ()
    assert planned.notes.dropped[0].reason == "no time of receipt in Received or Written"


def test_a_date_alone_is_never_midnight_where_a_time_is_expected(plan: Plan, mapping_path: Path) -> None:
    either = changed(mapping_path, '"%Y-%m-%d %H:%M"', '["%Y-%m-%d %H:%M", "iso"]')
    planned = plan(a_row(Arrived="2026-03-02"), mapping=either)
    assert planned.calls[0].arrived_after is None
    assert planned.notes.remarks["Arrived: a date without a time of day: left out"] == 1


def test_a_column_of_days_that_looks_like_one_of_times_is_remarked_on(plan: Plan) -> None:
    days = [a_row(Call=f"C{n}", Received=f"2026-03-{n:02} 00:00", Arrived="", Cleared="") for n in range(1, 10)]
    remarks = plan(*days).notes.remarks
    assert remarks["received exactly at midnight, like many here: the time of day may be in another column"] == 9
    hours = [a_row(Call=f"C{n}", Received=f"2026-03-02 {n:02}:00", Arrived="", Cleared="") for n in range(24)]
    assert not any("midnight" in remark for remark in plan(*hours).notes.remarks)


def test_the_mapping_may_say_which_time_of_day_a_date_alone_means(plan: Plan, mapping_path: Path) -> None:
    noon = changed(
        mapping_path, 'opened = "Written"', 'opened = { columns = "Written", format = "%m/%d/%Y", at = "12:00" }'
    )
    planned = plan(a_row(Report="R1", Status="Open", Written="03/04/2026"), mapping=noon)
    opened = next(event for event in planned.calls[0].events if event.type == "case.opened")
    assert opened.after == timedelta(days=2, hours=2)
    assert planned.notes.invented["time of day 12:00: Written has only the day"] == 1


def test_each_column_may_have_formats_of_its_own(plan: Plan, mapping_path: Path) -> None:
    own = changed(
        mapping_path,
        'arrived = "Arrived"',
        'arrived = { columns = "Arrived", format = ["%m/%d/%y %I:%M %p", "epoch_s"] }',
    )
    for text in ("03/02/26 10:20 AM", "1772468400"):
        (call,) = plan(a_row(Arrived=text), mapping=own).calls
        assert (call.arrived_after, call.ended_after) == (timedelta(minutes=20), timedelta(hours=1))


def test_a_column_is_a_time_only_where_another_has_a_certain_value(plan: Plan, mapping_path: Path) -> None:
    """One column of times, and one that says of what."""
    conditional = changed(
        mapping_path,
        'arrived = "Arrived"\ncleared = "Cleared"',
        'arrived = { columns = "Written", when = { Status = ["ARR*", "*SCENE"] } }\n'
        'cleared = [{ columns = "Written", when = { Status = "CLR" } }, "Cleared"]',
    )
    rows = [
        a_row(Written="2026-03-02 10:20", Status="On Scene", Cleared=""),
        a_row(Written="2026-03-02 10:45", Status="CLR", Cleared="2026-03-02 12:00"),
        a_row(Written="2026-03-02 10:01", Status="DISP", Cleared=""),
    ]
    (call,) = plan(*rows, mapping=conditional).calls
    assert (call.arrived_after, call.ended_after) == (timedelta(minutes=20), timedelta(minutes=45))


def test_where_one_column_says_no_time_the_next_is_asked(plan: Plan, mapping_path: Path) -> None:
    either = changed(mapping_path, 'arrived = "Arrived"', 'arrived = ["Arrived", "Changed"]')
    for nothing in ("", "NULL", "9999-12-31 00:00", "soon"):
        (call,) = plan(a_row(Arrived=nothing, Changed="2026-03-02 10:20"), mapping=either).calls
        assert call.arrived_after == timedelta(minutes=20)


SHARED = (
    'received = { date = "Received", time = "Written" }\n'
    'dispatched = { date = "Received", time = "Changed" }\n'
    'arrived = { date = "Received", time = "Arrived" }\n'
    'cleared = { date = "Received", time = "Cleared" }'
)


def test_times_beside_the_day_of_the_receipt_pass_midnight(plan: Plan, mapping_path: Path) -> None:
    shared = changed(mapping_path, 'received = "Received"\narrived = "Arrived"\ncleared = "Cleared"', SHARED)
    row = a_row(Received="2026-03-02", Written="23:40", Changed="23:58", Arrived="00:07", Cleared="01:30")
    planned = plan(row, mapping=shared)
    (call,) = planned.calls
    assert [event.after for event in call.events] == [timedelta(minutes=minutes) for minutes in (0, 18, 27, 110)]
    assert planned.notes.remarks["arrived at a time of day before the receipt: taken as the next day"] == 1


def test_a_blank_time_of_day_beside_the_day_of_the_receipt_did_not_happen(plan: Plan, mapping_path: Path) -> None:
    shared = changed(mapping_path, 'received = "Received"\narrived = "Arrived"\ncleared = "Cleared"', SHARED)
    row = a_row(Received="2026-03-02", Written="10:00", Changed="", Arrived="NULL", Cleared="11:00")
    planned = plan(row, mapping=shared)
    assert [event.type.value for event in planned.calls[0].events] == ["call.received", "call.closed"]
    assert planned.notes.remarks == {}


def test_a_clock_that_ran_behind_does_not_make_a_call_a_day_longer(plan: Plan, mapping_path: Path) -> None:
    shared = changed(mapping_path, 'received = "Received"\narrived = "Arrived"\ncleared = "Cleared"', SHARED)
    row = a_row(Received="2026-03-02", Written="10:00", Changed="09:59", Arrived="10:10", Cleared="11:00")
    planned = plan(row, mapping=shared)
    assert planned.calls[0].ended_after == timedelta(hours=1)
    assert planned.notes.remarks["dispatched before the call was received: left out"] == 1


def test_a_priority_of_0_is_the_highest_where_the_mapping_says_so(plan: Plan, mapping_path: Path) -> None:
    from_zero = changed(mapping_path, "values = { 1 = 1, 2 = 2, 3 = 3 }", "values = { 0 = 1, 1 = 2 }")
    rows = [a_row(Call="A", Priority="0"), a_row(Call="B", Priority="1"), a_row(Call="C", Priority="2")]
    planned = plan(*rows, mapping=from_zero)
    assert [call.priority for call in planned.calls] == [1, 2, None]
    assert planned.notes.unmapped == {"Priority": {"2": 1}}


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ('received = { date = "Received" }', "a date needs time, the column with the time of day, or at"),
        ('received = { time = "Received" }', "needs columns, or date and time"),
        ('received = { columns = "Received", date = "Written", time = "Changed" }', "needs columns, or date and time"),
        ('received = { columns = "Received", format = "%m/%d/%Y" }', "'%m/%d/%Y' has no time of day"),
        ('received = { columns = "Received", format = "%m/%d/%Y %I:%M" }', "has no time of day; %I needs %p"),
        ('received = { columns = "Received", format = "%H:%M" }', "'%H:%M' has no day"),
        ('received = { columns = "Received", format = "%Q:%M" }', "'%Q:%M' is not a strptime format"),
        ('received = { columns = "Received", formt = "iso" }', "unknown key; did you mean format?"),
        ('received = { date = "Received", date_format = "%H", time = "Written" }', "'%H' has no day"),
        ('received = { date = "A", time = "B", time_format = "%m/%d/%Y" }', "'%m/%d/%Y' has no time of day"),
        ('received = { columns = "Received", at = "noon" }', "not a time of day like 'iso'"),
        ('received = { columns = "Received", when = { Status = "/(/" } }', "is not a regular expression"),
        ("received = []", "is empty; use a column in quotes"),
        ("received = 5", "5 is not a column in quotes, a list of them, or a table of columns, date and time"),
        ("received = { columns = [] }", "needs columns, or date and time"),
        ('received = { columns = "" }', "is empty; use the name of a column"),
        ('received = { columns = "Received", when = { "" = "x" } }', "is empty; use the name of a column"),
        ('received = { columns = "Received", when = { Status = 5 } }', "5 is not a list of words in quotes"),
        ('received = { date = "A", time = "B", date_format = [] }', "is empty; use a list of words in quotes"),
    ],
)
def test_a_time_that_cannot_be_read_so_is_a_mistake_with_its_line(mapping_path: Path, new: str, said: str) -> None:
    with pytest.raises(TomlError) as refused:
        changed(mapping_path, RECEIVED, new)
    (problem,) = str(refused.value).splitlines()
    line = mapping_path.read_text("utf-8").splitlines().index(new) + 1
    assert problem.startswith(f"{mapping_path}:{line}: times.received")
    assert said in problem


def test_a_format_of_the_whole_export_without_a_time_of_day_is_a_mistake(mapping_path: Path) -> None:
    with pytest.raises(TomlError, match="has no time of day"):
        changed(mapping_path, '"%Y-%m-%d %H:%M"', '"%Y-%m-%d"')


def test_columns_are_named_in_the_mapping_as_people_see_them(mapping_path: Path) -> None:
    spaced = changed(mapping_path, RECEIVED, 'received = " Received\N{NO-BREAK SPACE} At "')
    assert spaced.times.received[0].columns == ("Received At",)
    assert load_mapping(mapping_path) == spaced
