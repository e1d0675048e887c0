"""Times of every spelling become one line of UTC, and clock changes follow a stated rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.exports.local_times import Moment, placed
from intake.exports.written_times import NotATime, PlaceholderDate, is_cut, read_clock, read_written

CHICAGO = ZoneInfo("America/Chicago")


def moment_of(text: str, *formats: str) -> Moment:
    return placed(read_written(text, formats).at, CHICAGO)


@pytest.mark.parametrize(
    ("text", "time_format"),
    [
        ("07/04/2026 03:05:09 PM", "%m/%d/%Y %I:%M:%S %p"),
        ("2026-07-04 15:05:09.0000000", "iso"),
        ("2026-07-04 15:05:09.0000000 -05:00", "iso"),
        ("2026-07-04T20:05:09Z", "iso"),
        ("1783195509", "epoch_s"),
        ("1783195509000", "epoch_ms"),
        ("1783177509000", "epoch_ms_local"),
        ("1783177509", "epoch_s_local"),
        ("46207.6285763889", "excel"),
    ],
)
def test_every_spelling_of_one_moment_is_that_moment(text: str, time_format: str) -> None:
    moment = moment_of(text, time_format)
    assert moment.at == datetime(2026, 7, 4, 20, 5, 9, tzinfo=UTC)
    assert not moment.ambiguous
    assert not moment.skipped


def test_the_first_of_several_formats_that_fits_is_used() -> None:
    formats = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "iso")
    found = {moment_of(text, *formats).at for text in ("07/04/2026 15:05", "07/04/2026 15:05:00", "2026-07-04 15:05")}
    assert found == {datetime(2026, 7, 4, 20, 5, tzinfo=UTC)}


def test_a_time_that_came_twice_is_the_first_of_the_two() -> None:
    moment = moment_of("2026-11-01 01:30:00", "iso")
    assert moment.ambiguous
    assert moment.at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_it_is_the_second_where_only_that_keeps_the_order() -> None:
    moment = moment_of("2026-11-01 01:10:00", "iso")
    received = datetime(2026, 11, 1, 6, 50, tzinfo=UTC)
    assert moment.not_before(received) == datetime(2026, 11, 1, 7, 10, tzinfo=UTC)
    assert moment.not_before(datetime(2026, 11, 1, 9, 0, tzinfo=UTC)) == moment.at


def test_a_time_that_never_was_is_an_hour_later() -> None:
    moment = moment_of("2026-03-08 02:30:00", "iso")
    assert moment.skipped
    assert moment.at == datetime(2026, 3, 8, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "time_format"),
    [
        ("07/04/2026 24:00:00", "%m/%d/%Y %H:%M:%S"),
        ("07/04/2026 24:00", "%m/%d/%Y %H:%M"),
        ("20260704240000", "%Y%m%d%H%M%S"),
        ("2026-07-04 24:00:00.000", "iso"),
        ("2026-07-04T24:00-05:00", "iso"),
    ],
)
def test_24_00_is_the_next_midnight(text: str, time_format: str) -> None:
    assert moment_of(text, time_format).at == datetime(2026, 7, 5, 5, 0, tzinfo=UTC)


def test_24_00_of_new_years_eve_is_next_year_and_24_30_is_no_time() -> None:
    assert moment_of("12/31/2025 24:00:00", "%m/%d/%Y %H:%M:%S").at == datetime(2026, 1, 1, 6, tzinfo=UTC)
    for text, time_format in (("12/31/2025 24:30:00", "%m/%d/%Y %H:%M:%S"), ("2025-12-31 24:00:01", "iso")):
        with pytest.raises(NotATime):
            moment_of(text, time_format)


@pytest.mark.parametrize(
    ("text", "time_format"),
    [
        ("12/31/9999 23:59:59", "%m/%d/%Y %H:%M:%S"),
        ("12/31/9999 24:00:00", "%m/%d/%Y %H:%M:%S"),
        ("12/31/9999", "%m/%d/%Y %H:%M:%S"),
        ("03/02/0026 10:00", "%m/%d/%Y %H:%M"),
        ("0026-03-02T10:00:00", "iso"),
        ("0001-01-01T00:00:00Z", "iso"),
        ("0001-01-01T00:00:00+14:00", "iso"),
        ("9999-12-31T23:59:59-12:00", "iso"),
        ("0000-00-00 00:00:00", "iso"),
        ("1899-12-30 00:00:00", "iso"),
        ("1/1/1900 12:00:00 AM", "%m/%d/%Y %I:%M:%S %p"),
        ("1753-01-01 00:00:00", "iso"),
        ("0", "epoch_ms"),
        ("0", "epoch_s_local"),
        ("0.25", "excel"),
    ],
)
def test_a_placeholder_date_is_no_time(text: str, time_format: str) -> None:
    with pytest.raises(PlaceholderDate, match="placeholder"):
        moment_of(text, time_format)


@pytest.mark.parametrize(("text", "time_format"), [("2026-03-02", "iso"), ("46207", "excel"), ("20260302", "iso")])
def test_a_date_alone_is_never_midnight(text: str, time_format: str) -> None:
    with pytest.raises(NotATime, match="a date without a time of day"):
        moment_of(text, time_format)


@pytest.mark.parametrize("text", ["1.78E+12", "1.78e12", "inf", "nan", "1e999", "-1e300"])
def test_a_cut_or_endless_number_is_no_epoch(text: str) -> None:
    with pytest.raises(NotATime):
        moment_of(text, "epoch_ms")


@pytest.mark.parametrize(
    ("text", "time_format", "minutes"),
    [
        ("905", "%H%M", 545),
        ("13", "%H%M", 13),
        ("0", "%H%M", 0),
        ("135", "%H%M", 95),
        ("90500", "%H%M%S", 545),
        ("9:05", "iso", 545),
        ("13:45:30", "iso", 825.5),
        ("1:05 PM", "%I:%M %p", 785),
        ("24:00", "iso", 1440),
        ("2400", "%H%M", 1440),
        ("12/30/1899 13:45:00", "%m/%d/%Y %H:%M:%S", 825),
    ],
)
def test_a_time_of_day_is_read_with_or_without_its_leading_zeros(text: str, time_format: str, minutes: float) -> None:
    assert read_clock(text, (time_format,)) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["25:00", "12:60", "noon", "9", "24:01"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        read_clock(text, ("iso",))


@pytest.mark.parametrize("number", ["2.30101E10", "2.30101E+10", "2E+10", "2.3e10", "2,30101E+10", " 2.30101E10 "])
def test_a_number_that_a_spreadsheet_has_cut_is_seen(number: str) -> None:
    assert is_cut(number)


@pytest.mark.parametrize("number", ["23E105", "E10", "2026-1", "23010100000", "1.5", "2.3", "A2.3E10"])
def test_other_numbers_are_not_taken_for_cut_ones(number: str) -> None:
    assert not is_cut(number)


@pytest.mark.parametrize("time_format", ["iso", "epoch_ms", "epoch_s_local", "excel", "%Y-%m-%d"])
def test_nonsense_is_refused_without_repeating_it(time_format: str) -> None:
    with pytest.raises(ValueError) as refused:
        moment_of("soon, said Jane", time_format)
    assert "Jane" not in str(refused.value)
