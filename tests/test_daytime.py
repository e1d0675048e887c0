"""It is morning somewhere, at every hour."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.daytime import MORNING, zone_where_it_is_morning


@pytest.mark.parametrize("hour", range(24))
def test_it_is_morning_there(hour: int) -> None:
    now = datetime(2026, 11, 22, hour, 59, tzinfo=UTC)
    assert now.astimezone(zone_where_it_is_morning(now)).hour == MORNING
