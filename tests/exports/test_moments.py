"""Times of every spelling become one line of UTC, and clock changes follow a stated rule."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.exports.local_times import read_moment

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("text", "time_format"),
    [
        ("07/04/2026 03:05:09 PM", "%m/%d/%Y %I:%M:%S %p"),
        ("2026-07-04 15:05:09.0000000", "iso"),
        ("2026-07-04T20:05:09Z", "iso"),
        ("1783195509", "epoch_s"),
        ("1783195509000", "epoch_ms"),
        ("1783177509000", "epoch_ms_local"),
        ("1783177509", "epoch_s_local"),
    ],
)
def test_every_spelling_of_one_moment_is_that_moment(text: str, time_format: str) -> None:
    moment = read_moment(text, time_format=time_format, zone=CHICAGO)
    assert moment.at == datetime(2026, 7, 4, 20, 5, 9, tzinfo=UTC)
    assert not moment.ambiguous
    assert not moment.skipped


def test_a_time_that_came_twice_is_the_first_of_the_two() -> None:
    moment = read_moment("2026-11-01 01:30:00", time_format="iso", zone=CHICAGO)
    assert moment.ambiguous
    assert moment.at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_it_is_the_second_where_only_that_keeps_the_order() -> None:
    moment = read_moment("2026-11-01 01:10:00", time_format="iso", zone=CHICAGO)
    received = datetime(2026, 11, 1, 6, 50, tzinfo=UTC)
    assert moment.not_before(received).at == datetime(2026, 11, 1, 7, 10, tzinfo=UTC)
    assert moment.not_before(datetime(2026, 11, 1, 9, 0, tzinfo=UTC)).at == moment.at


def test_a_time_that_never_was_is_an_hour_later() -> None:
    moment = read_moment("2026-03-08 02:30:00", time_format="iso", zone=CHICAGO)
    assert moment.skipped
    assert moment.at == datetime(2026, 3, 8, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("time_format", ["iso", "epoch_ms", "epoch_s_local", "%Y-%m-%d"])
def test_nonsense_is_refused_without_repeating_it(time_format: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_moment("soon, said Jane", time_format=time_format, zone=CHICAGO)
    assert "Jane" not in str(refused.value)
