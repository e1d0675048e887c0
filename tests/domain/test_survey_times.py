"""A survey across changes of clocks and through quiet hours, in several zones: counted in hours, held by clocks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.survey_times import ENDS, survey_times, times_of

WHEN: tuple[tuple[str, str, str], ...] = (
    ("2027-03-12T19:30-05:00", "2027-03-15T08:00-04:00", "2027-03-19T20:30-04:00"),
    ("2027-03-14T08:00-04:00", "2027-03-16T08:00-04:00", "2027-03-21T08:00-04:00"),
    ("2026-10-30T19:30-04:00", "2026-11-01T18:30-05:00", "2026-11-06T18:30-05:00"),
    ("2026-11-01T08:00-05:00", "2026-11-03T08:00-05:00", "2026-11-08T08:00-05:00"),
    ("2027-11-05T19:30-04:00", "2027-11-07T18:30-05:00", "2027-11-12T18:30-05:00"),
    ("2027-03-12T19:30-07:00", "2027-03-14T19:30-07:00", "2027-03-19T19:30-07:00"),
    ("2027-03-13T08:00-07:00", "2027-03-15T08:00-07:00", "2027-03-20T08:00-07:00"),
    ("2027-03-12T19:30-09:00", "2027-03-15T08:00-08:00", "2027-03-19T20:30-08:00"),
    ("2027-02-05T19:30+01:00", "2027-02-07T18:30+00:00", "2027-02-12T18:30+00:00"),
    ("2027-04-02T19:30+11:00", "2027-04-04T19:00+10:30", "2027-04-09T19:00+10:30"),
    ("2027-03-13T08:00-08:00", "2027-03-15T09:00-07:00", "2027-03-20T09:00-07:00"),
    ("2027-03-12T11:00-07:00", "2027-03-14T11:00-07:00", "2027-03-19T11:00-07:00"),
)
"""Invitation, reminder and end of each line of `ENDS`, by local clocks with their distance to UTC."""

ZONES = sorted({ZoneInfo(zone) for zone, *_ in ENDS}, key=lambda zone: zone.key)
ANY_TIME = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 6, 1, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(("end", "when"), list(zip(ENDS, WHEN, strict=True)))
def test_it_comes_by_day_and_two_days_and_a_week_are_48_and_168_hours(
    end: tuple[str, str, str, str], when: tuple[str, str, str]
) -> None:
    times = times_of(end)
    assert (times.invitation, times.reminder, times.expiry) == tuple(map(datetime.fromisoformat, when))


@given(ANY_TIME, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_whenever_a_call_ends_nobody_is_asked_at_night(ended: datetime, zone: ZoneInfo, number_in: ZoneInfo) -> None:
    times = survey_times(ended, zone, number_in=[number_in])
    for sent in (times.invitation, times.reminder):
        assert time(8) <= sent.astimezone(zone).time() < time(20)
    assert times.invitation >= ended + timedelta(hours=6)
    assert times.reminder >= times.invitation + timedelta(hours=48)
    assert times.expiry - times.invitation == timedelta(hours=168)
    assert times.reminder < times.expiry
