"""By when a task is to be done, and which comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.task_kinds import DUE, TaskKind, due_at

SEATTLE = ZoneInfo("America/Los_Angeles")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware
ZONES = st.sampled_from([SEATTLE, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu"), UTC])


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SEATTLE)  # type: ignore[misc, arg-type]  # year, month, day, hour


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (local(2026, 11, 25, 11), local(2026, 11, 26, 11)),
        (local(2026, 11, 27, 17), local(2026, 11, 30, 17)),
        (local(2026, 11, 28, 3), local(2026, 11, 30, 3)),
        (local(2026, 10, 30, 17), local(2026, 11, 2, 17)),  # over the end of summer time: the same clock
        (local(2026, 3, 6, 9), local(2026, 3, 9, 9)),
    ],
)
def test_a_call_back_is_due_at_the_same_time_on_the_next_working_day(opened: datetime, due: datetime) -> None:
    assert due_at(TaskKind.CALL_BACK, opened, SEATTLE) == due


def test_an_emergency_is_due_at_once() -> None:
    moment = local(2026, 11, 28, 3)
    assert due_at(TaskKind.EMERGENCY_REPLY, moment, SEATTLE) == moment


@given(MOMENTS, ZONES, st.sampled_from(TaskKind))
def test_every_kind_is_due_within_two_weeks_and_working_days_end_on_one(
    opened: datetime, zone: ZoneInfo, kind: TaskKind
) -> None:
    due = due_at(kind, opened, zone)
    assert opened <= due < opened + timedelta(days=14)
    assert due.tzinfo is UTC
    if DUE[kind].working_days:
        assert due.astimezone(zone).weekday() < 5
        assert due > opened


@given(MOMENTS, ZONES, st.sampled_from(TaskKind), st.integers(0, 10**6))
def test_what_was_opened_later_is_not_due_before(
    opened: datetime, zone: ZoneInfo, kind: TaskKind, seconds: int
) -> None:
    later = opened + timedelta(seconds=seconds)
    # A weekend is no time: what is opened on it is due with what was opened on the Friday before, by the clock.
    slack = timedelta(days=2, hours=2) if DUE[kind].working_days else timedelta()
    assert due_at(kind, opened, zone) <= due_at(kind, later, zone) + slack
