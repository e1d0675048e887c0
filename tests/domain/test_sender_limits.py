"""When a sender's limit is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sender_limits import LimitReset, resets_at

PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("sent_at", "over"),
    [
        ("2026-11-28T12:00", "2026-11-29T08:01"),
        ("2026-11-29T07:59", "2026-11-29T08:01"),
        ("2026-11-29T08:00", "2026-11-30T08:01"),
        ("2026-07-04T06:59", "2026-07-04T07:01"),
        ("2026-11-01T08:30", "2026-11-02T08:01"),  # the day has 25 hours
        ("2026-03-08T08:30", "2026-03-09T07:01"),  # and 23
    ],
)
def test_a_daily_limit_is_over_at_midnight_in_pacific_time(sent_at: str, over: str) -> None:
    sent = datetime.fromisoformat(sent_at).replace(tzinfo=UTC)
    assert resets_at(LimitReset.PACIFIC_MIDNIGHT, sent) == datetime.fromisoformat(over).replace(tzinfo=UTC)


@given(sent=st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  aware by `timezones`
def test_it_is_over_on_the_next_day_there_and_never_before(sent: datetime) -> None:
    over = resets_at(LimitReset.PACIFIC_MIDNIGHT, sent)
    there, before = over.astimezone(PACIFIC), sent.astimezone(PACIFIC)
    assert (there.date() - before.date(), there.hour, there.minute) == (timedelta(days=1), 0, 1)
    assert sent < over <= sent + timedelta(hours=25, minutes=1)


def test_a_rolling_limit_is_tried_again_after_an_hour() -> None:
    sent = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert resets_at(LimitReset.IN_AN_HOUR, sent) == sent + timedelta(hours=1)
