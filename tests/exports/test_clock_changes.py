"""When clocks change, the times of a call keep their order; a placeholder is no time; nothing ends in a traceback."""

from __future__ import annotations

from collections.abc import Mapping as Said
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.exports.local_times import placed
from intake.exports.mapping import TIME_NAMES, TimeName
from intake.exports.reading_order import in_order
from intake.exports.written_times import NotATime, read_clock, read_written
from tests.exports.conftest import Plan, a_row, changed
from tests.thoroughness import examples

ZONES = ("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Anchorage")


def offsets(plan: Plan, mapping_path: Path, zone: str, *clocks: str, day: str = "2026-11-01") -> list[float]:
    """Minutes from the receipt to dispatch, arrival and end, of clock times on one day."""
    changed(mapping_path, 'received = "Received"', 'received = "Received"\ndispatched = "Written"')
    changed(mapping_path, 'opened = "Written"\nchanged = "Changed"\n', "")
    mapping = changed(mapping_path, "America/Chicago", zone)
    names = ("Received", "Written", "Arrived", "Cleared")
    row = a_row(**{name: f"{day} {clock}" for name, clock in zip(names, clocks, strict=True)})
    (call,) = plan(row, mapping=mapping).calls
    return [event.after / timedelta(minutes=1) for event in call.events]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("clocks", "minutes"),
    [
        (("00:50", "01:55", "01:05", "02:10"), [0, 65, 75, 140]),
        (("01:50", "01:55", "01:10", "01:20"), [0, 5, 20, 30]),
        (("00:50", "01:05", "01:55", "03:00"), [0, 15, 65, 190]),
        (("01:10", "01:20", "01:30", "01:40"), [0, 10, 20, 30]),
        (("00:59", "01:00", "01:59", "01:01"), [0, 1, 60, 62]),
    ],
)
def test_clocks_going_back_do_not_turn_a_call_round(
    plan: Plan, mapping_path: Path, zone: str, clocks: tuple[str, ...], minutes: list[float]
) -> None:
    """Received 00:50, dispatched 01:55, arrived 01:05: ten minutes after the dispatch, not fifty before it."""
    assert offsets(plan, mapping_path, zone, *clocks) == minutes


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("clocks", "minutes"),
    [
        (("01:50", "02:30", "03:45", "04:00"), [0, 40, 55, 70]),
        (("02:30", "03:35", "03:45", "04:00"), [0, 5, 15, 30]),
        (("01:50", "02:50", "03:05", "04:00"), [0, 0, 15, 70]),
    ],
)
def test_clocks_going_forward_do_not_turn_a_call_round_either(
    plan: Plan, mapping_path: Path, zone: str, clocks: tuple[str, ...], minutes: list[float]
) -> None:
    assert offsets(plan, mapping_path, zone, *clocks, day="2026-03-08") == minutes


def test_both_are_counted_in_the_report(plan: Plan) -> None:
    twice = plan(a_row(Received="2026-11-01 01:50", Arrived="2026-11-01 01:10", Cleared="2026-11-01 02:10"))
    assert sum(count for remark, count in twice.notes.remarks.items() if "came twice" in remark) == 2
    never = plan(a_row(Received="2026-03-08 02:30", Arrived="2026-03-08 03:40", Cleared="2026-03-08 04:00"))
    assert sum(count for remark, count in never.notes.remarks.items() if "never was" in remark) == 1


def test_rows_of_one_call_are_brought_in_order_together(plan: Plan) -> None:
    """One row has the receipt, another the arrival: only together do they say which hour is meant."""
    planned = plan(
        a_row(Received="2026-11-01 01:50", Arrived="", Cleared="2026-11-01 02:10"),
        a_row(Received="2026-11-01 01:52", Arrived="2026-11-01 01:10", Cleared=""),
        a_row(Received="", Arrived="2026-11-01 01:15", Cleared=""),
    )
    assert (planned.calls[0].arrived_after, planned.calls[0].ended_after) == (
        timedelta(minutes=20),
        timedelta(minutes=80),
    )


nights = st.sampled_from([datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 3, 8, 6, tzinfo=UTC)])
histories = st.lists(st.integers(min_value=0, max_value=9 * 60), min_size=2, max_size=5).map(sorted)


@settings(max_examples=examples(300))
@given(nights, histories, st.sampled_from(ZONES))
def test_what_truly_happened_in_order_is_read_in_order(night: datetime, minutes: list[int], zone: str) -> None:
    """Whatever the clocks on the wall did: times written in order are read in order, each by its own clock."""
    true = [night + timedelta(minutes=minute) for minute in minutes]
    written = [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in true]
    found = list(read(dict(zip(TIME_NAMES, written, strict=False)), zone).values())
    assert found == sorted(found)
    assert [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) for at in found] == [
        at.replace(fold=0) for at in written
    ]
    assert all(read_at <= happened for read_at, happened in zip(found, true, strict=True)), (
        "the earliest order there is"
    )


clock_times = st.dictionaries(
    st.sampled_from(TIME_NAMES),
    st.integers(min_value=0, max_value=5 * 60).map(lambda minute: timedelta(minutes=minute)),
    min_size=1,
)


@settings(max_examples=examples(300))
@given(st.sampled_from([datetime(2026, 11, 1), datetime(2026, 3, 8)]), clock_times, st.sampled_from(ZONES))  # noqa: DTZ001
def test_any_times_are_read_with_as_few_out_of_order_as_can_be(
    day: datetime, clocks: dict[TimeName, timedelta], zone: str
) -> None:
    """An oracle that tries everything: no other choice of readings has fewer pairs the wrong way round."""
    written = {name: day + clocks[name] for name in TIME_NAMES if name in clocks}
    found = read(written, zone)
    choices = [
        {at.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)} for at in written.values()
    ]
    least = min(wrong_pairs(choice) for choice in product(*choices))
    assert wrong_pairs(tuple(found.values())) == least
    assert all(at in possible for at, possible in zip(found.values(), choices, strict=True))


def read(written: Said[TimeName, datetime], zone: str) -> dict[TimeName, datetime]:
    return in_order({name: [placed(at, ZoneInfo(zone))] for name, at in written.items()})


def wrong_pairs(times: tuple[datetime, ...]) -> int:
    return sum(first > second for first, second in combinations(times, 2))


PLACEHOLDERS = ["9999-12-31 23:59", "0026-03-02 10:20", "1900-01-01 00:00", "1899-12-30 00:00", "0001-01-01 00:00"]


@pytest.mark.parametrize("placeholder", [*PLACEHOLDERS, "1753-01-01 00:00", "1970-01-01 00:00", "0000-00-00 00:00"])
def test_a_placeholder_is_no_time_and_the_report_counts_it(plan: Plan, placeholder: str) -> None:
    planned = plan(a_row(Call="A", Arrived=placeholder), a_row(Call="B", Received=placeholder))
    (call,) = planned.calls
    assert (call.arrived_after, call.ended_after) == (None, timedelta(hours=1))
    assert planned.notes.remarks["Arrived: a placeholder date, which means no time: left out"] == 1
    assert planned.notes.dropped_by_reason == {"no time of receipt in Received": 1}


def test_a_time_years_after_the_receipt_is_left_out_and_counted(plan: Plan) -> None:
    planned = plan(a_row(Cleared="2049-12-31 00:00"))
    assert planned.notes.remarks["cleared more than a year after the call was received: left out"] == 1
    assert planned.notes.invented["time cleared: 30 minutes after arrival"] == 1


def test_24_00_is_the_next_midnight(plan: Plan) -> None:
    (call,) = plan(a_row(Received="2026-03-02 23:50", Arrived="2026-03-02 24:00", Cleared="2026-03-03 00:30")).calls
    assert (call.arrived_after, call.ended_after) == (timedelta(minutes=10), timedelta(minutes=40))


numbers = st.floats().map(str) | st.integers().map(str)
dates = st.datetimes().map(str) | st.from_regex(r"\A\d{4}-\d\d-\d\d( 24:00)?\Z")


@given(st.text(max_size=30) | numbers | dates)
@settings(max_examples=examples(300))
def test_no_value_where_a_time_should_be_ends_in_a_traceback(text: str) -> None:
    for formats in (("iso",), ("epoch_s",), ("epoch_ms_local",), ("excel",), ("%Y-%m-%d %H:%M:%S", "%H%M")):
        with suppress(NotATime):
            placed(read_written(text, formats).at, ZoneInfo("America/Chicago"))
        with suppress(NotATime):
            read_clock(text, formats)
