"""The week that is told is over, and told on Monday at seven by the agency's clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.weekly_results import week_to_tell

START = datetime(2026, 1, 10, tzinfo=UTC)
SEATTLE = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("2026-11-23 06:59", "2026-W46"),
        ("2026-11-23 07:00", "2026-W47"),
        ("2026-11-29 23:59", "2026-W47"),
        ("2026-11-02 07:00", "2026-W44"),  # the Monday after clocks were set back
        ("2026-03-09 07:00", "2026-W10"),  # ... and forward
        ("2027-01-04 07:00", "2026-W53"),
    ],
)
def test_the_week_before_this_monday_is_told(local: str, name: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=SEATTLE).astimezone(UTC)

    assert week_to_tell(now, SEATTLE).name == name


@given(
    now=st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    zone=st.sampled_from(["America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Honolulu", "UTC"]).map(ZoneInfo),
)
def test_it_is_always_over_and_its_hour_has_come(now: datetime, zone: ZoneInfo) -> None:
    week = week_to_tell(now, zone)

    leaves = week.leaves_at.astimezone(zone)
    assert (leaves.weekday(), leaves.hour, leaves.minute) == (0, 7, 0)
    assert week.leaves_at <= now < week.leaves_at + timedelta(days=7, hours=1)
    assert week.begins + timedelta(days=7) == leaves.date()
    assert week.name == date.strftime(week.begins, "%G-W%V")
