"""The Swahili clock counts from dawn, and what it says is one minute of the day and no other."""

from __future__ import annotations

import re
from datetime import time

import pytest
from babel.dates import get_period_id
from hypothesis import given
from hypothesis import strategies as some

from locales.swahili_clock import swahili_clock

EVERY_MINUTE = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
PARTS = {
    "alfajiri": range(4, 6),
    "asubuhi": range(6, 12),
    "mchana": range(12, 16),
    "jioni": range(16, 19),
    "usiku": (*range(19, 24), *range(4)),
}
SAID = re.compile(r"saa (\d+)(?: na dakika (\d+))? (\w+)")
CLDR = {
    "morning1": "alfajiri",
    "morning2": "asubuhi",
    "noon": "mchana",
    "afternoon1": "mchana",
    "evening1": "jioni",
    "night1": "usiku",
    "midnight": "usiku",
}


def heard(said: str) -> time:
    """What a reader makes of it: so many hours after six, in that part of the day."""
    match = SAID.fullmatch(said)
    assert match
    hour, minute, part = int(match[1]), int(match[2] or 0), match[3]
    [meant] = [each for each in PARTS[part] if each in ((hour + 6) % 24, (hour + 18) % 24)]
    return time(meant, minute)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(4), "saa 10 alfajiri"),
        (time(5, 59), "saa 11 na dakika 59 alfajiri"),
        (time(6), "saa 12 asubuhi"),
        (time(7), "saa 1 asubuhi"),
        (time(9), "saa 3 asubuhi"),
        (time(9, 15), "saa 3 na dakika 15 asubuhi"),
        (time(12), "saa 6 mchana"),
        (time(15), "saa 9 mchana"),
        (time(16), "saa 10 jioni"),
        (time(18), "saa 12 jioni"),
        (time(19), "saa 1 usiku"),
        (time(21), "saa 3 usiku"),
        (time(0), "saa 6 usiku"),
        (time(3), "saa 9 usiku"),
    ],
)
def test_hours_are_counted_from_six(at: time, said: str) -> None:
    assert swahili_clock(at) == said


@given(some.sampled_from(EVERY_MINUTE))
def test_what_is_said_is_understood_as_that_minute(at: time) -> None:
    assert heard(swahili_clock(at)) == at


def test_no_two_minutes_of_a_day_are_said_alike() -> None:
    assert [heard(swahili_clock(at)) for at in EVERY_MINUTE] == EVERY_MINUTE


def test_the_part_of_the_day_is_that_of_cldr_but_for_the_hour_after_six() -> None:
    for at in EVERY_MINUTE:
        expected = "asubuhi" if at.hour == 6 else CLDR[get_period_id(at, locale="sw")]
        assert swahili_clock(at).endswith(f" {expected}"), at
