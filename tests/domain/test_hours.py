"""What has to wait for a decent hour leaves at the first one, on short and long days too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quiet_hours import Hours, Window, is_allowed, next_allowed_by_all

ZONES = [ZoneInfo(name) for name in ("America/Los_Angeles", "America/Chicago", "America/Phoenix", "Europe/London")]
LOS_ANGELES = ZONES[0]
SURVEYS = Hours(start=time(8), end=time(20))

# Nights on which clocks change in the United States and in Europe, and days around them.
CHANGES = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (11, 1), (3, 29), (10, 25))]
NEAR_A_CHANGE = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-48 * 60, 48 * 60),
)
ANY_TIME = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
MOMENTS = st.one_of(NEAR_A_CHANGE, ANY_TIME)
TIMES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
WINDOWS = st.lists(TIMES, min_size=2, max_size=2, unique=True).map(lambda two: Hours(start=min(two), end=max(two)))
DAYTIME = WINDOWS.filter(lambda hours: hours.start >= time(4))


def next_allowed(moment: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """When one window is open next: every window opens some day."""
    opens = next_allowed_by_all(moment, (Window(hours=hours, zone=zone),))
    assert opens is not None
    return opens


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-07-01T15:00+00:00", "2026-07-01T15:00+00:00"),  # 08:00 in summer: the very start is allowed
        ("2026-07-02T02:59+00:00", "2026-07-02T02:59+00:00"),  # 19:59
        ("2026-07-02T03:00+00:00", "2026-07-02T15:00+00:00"),  # 20:00: the very end is not
        ("2026-07-01T09:00+00:00", "2026-07-01T15:00+00:00"),  # 02:00 of the same day
        ("2026-03-08T05:00+00:00", "2026-03-08T15:00+00:00"),  # the night that lasts 11 hours
        ("2026-11-01T04:00+00:00", "2026-11-01T16:00+00:00"),  # the night that lasts 13 hours
    ],
)
def test_a_survey_in_los_angeles_waits_for_eight_in_the_morning(moment: str, leaves: str) -> None:
    assert next_allowed(datetime.fromisoformat(moment), SURVEYS, LOS_ANGELES) == datetime.fromisoformat(leaves)


def test_the_answer_is_in_utc_whatever_the_question_was_in() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Asia/Kabul"))
    assert next_allowed(noon, Hours(start=time(0), end=time(23, 59)), LOS_ANGELES).tzinfo is UTC


@given(MOMENTS, WINDOWS, st.sampled_from(ZONES))
def test_what_is_allowed_does_not_wait_and_what_waits_is_allowed_then(
    moment: datetime, hours: Hours, zone: ZoneInfo
) -> None:
    leaves = next_allowed(moment, hours, zone)
    assert is_allowed(leaves, hours, zone)
    assert leaves == moment if is_allowed(moment, hours, zone) else leaves > moment


@given(MOMENTS, DAYTIME, st.sampled_from(ZONES))
def test_nothing_waits_longer_than_it_must(moment: datetime, hours: Hours, zone: ZoneInfo) -> None:
    leaves = next_allowed(moment, hours, zone)
    waited = int((leaves - moment) / timedelta(minutes=1))
    before = [moment + timedelta(minutes=minute) for minute in range(waited)]
    assert not any(is_allowed(minute, hours, zone) for minute in before)
    assert waited <= 25 * 60


@given(MOMENTS, DAYTIME, st.sampled_from(ZONES))
def test_who_asks_twice_gets_the_same_answer(moment: datetime, hours: Hours, zone: ZoneInfo) -> None:
    leaves = next_allowed(moment, hours, zone)
    assert next_allowed(leaves, hours, zone) == leaves


@given(st.lists(MOMENTS, min_size=2, max_size=4), DAYTIME, st.sampled_from(ZONES))
def test_what_came_first_leaves_no_later(moments: list[datetime], hours: Hours, zone: ZoneInfo) -> None:
    leave = [next_allowed(moment, hours, zone) for moment in sorted(moments)]
    assert all(earlier <= later for earlier, later in pairwise(leave))


def test_a_window_inside_the_hour_that_spring_skips_opens_the_next_day() -> None:
    hours = Hours(start=time(2, 10), end=time(2, 50))
    midnight = datetime(2026, 3, 8, tzinfo=LOS_ANGELES)
    assert next_allowed(midnight, hours, LOS_ANGELES) == datetime(2026, 3, 9, 2, 10, tzinfo=LOS_ANGELES)


def test_a_window_inside_the_hour_that_autumn_repeats_opens_twice() -> None:
    hours = Hours(start=time(1, 10), end=time(1, 20))
    between = datetime(2026, 11, 1, 1, 30, tzinfo=LOS_ANGELES)
    assert next_allowed(between, hours, LOS_ANGELES) == datetime(2026, 11, 1, 9, 10, tzinfo=UTC)


ANY_HOURS = st.builds(Hours, start=TIMES, end=TIMES)
OVER_NIGHT = Hours(start=time(22), end=time(6))
SEVERAL = st.lists(st.builds(Window, hours=DAYTIME, zone=st.sampled_from(ZONES)), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("now", "leaves"), [("21:59", "22:00"), ("22:00", "22:00"), ("03:00", "03:00"), ("06:00", "22:00")]
)
def test_hours_may_last_over_midnight(now: str, leaves: str) -> None:
    day = datetime(2026, 7, 1, tzinfo=LOS_ANGELES)
    at, then = (datetime.combine(day, time.fromisoformat(each), tzinfo=LOS_ANGELES) for each in (now, leaves))
    assert next_allowed(at, OVER_NIGHT, LOS_ANGELES) == then


@given(MOMENTS, ANY_HOURS, st.sampled_from(ZONES))
def test_every_window_opens_some_day(moment: datetime, hours: Hours, zone: ZoneInfo) -> None:
    assert is_allowed(next_allowed(moment, hours, zone), hours, zone)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-07-01T14:00+00:00", "2026-07-01T15:00+00:00"),  # 07:00 in Los Angeles, 10:00 in New York
        ("2026-07-01T23:59+00:00", "2026-07-01T23:59+00:00"),  # 16:59 and 19:59
        ("2026-07-02T00:00+00:00", "2026-07-02T15:00+00:00"),  # 17:00 and 20:00
        ("2026-03-08T00:30+00:00", "2026-03-08T00:30+00:00"),  # 16:30 and 19:30, the last time in winter
        ("2026-03-09T00:30+00:00", "2026-03-09T15:00+00:00"),  # 17:30 and 20:30
    ],
)
def test_what_must_be_decent_in_two_zones_waits_for_both(moment: str, leaves: str) -> None:
    both = [Window(hours=SURVEYS, zone=ZoneInfo(name)) for name in ("America/Los_Angeles", "America/New_York")]
    assert next_allowed_by_all(datetime.fromisoformat(moment), both) == datetime.fromisoformat(leaves)


@given(MOMENTS, SEVERAL)
def test_several_windows_are_open_at_the_first_moment_that_all_allow(moment: datetime, windows: list[Window]) -> None:
    leaves = next_allowed_by_all(moment, windows)
    waited = 30 * 60 if leaves is None else int((leaves - moment) / timedelta(minutes=1))
    before = [moment + timedelta(minutes=minute) for minute in range(waited)]
    assert not any(all(is_allowed(at, each.hours, each.zone) for each in windows) for at in before)
    assert leaves is None or all(is_allowed(leaves, each.hours, each.zone) for each in windows)


def test_windows_that_never_open_together_say_so() -> None:
    noon = datetime(2026, 7, 1, 19, tzinfo=UTC)
    night = Window(hours=OVER_NIGHT, zone=LOS_ANGELES)
    assert next_allowed_by_all(noon, [night, Window(hours=SURVEYS, zone=LOS_ANGELES)]) is None
    assert next_allowed_by_all(noon, []) == noon
