"""How much consequential news at once is too much: the usual rate of this weekday and hour, and the ceiling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mass_news import CONSEQUENTIAL, LEAST_WEEKS, WEEKS, MassNewsPolicy, UsualRates, same_hours, usual_rates
from domain.messages import KEY_RULES, MessageKey, Urgency

ZONE = ZoneInfo("America/Los_Angeles")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_safety_and_call_progress_are_never_held() -> None:
    urgencies = {KEY_RULES[key].urgency for key in CONSEQUENTIAL}
    assert urgencies == {Urgency.CASE}
    assert MessageKey.EMERGENCY not in CONSEQUENTIAL
    assert MessageKey.CASE_NUMBER not in CONSEQUENTIAL


@pytest.mark.parametrize(("usual", "ceiling"), [(0, 50), (9.9, 50), (10, 50), (10.2, 51), (40, 200)])
def test_the_ceiling_is_five_times_the_usual_and_never_less_than_fifty(usual: float, ceiling: int) -> None:
    assert MassNewsPolicy().ceiling(usual) == ceiling


def test_an_agency_may_set_its_own_ceiling() -> None:
    assert MassNewsPolicy(at_least=10, times_usual=2).ceiling(4) == 10
    assert MassNewsPolicy(at_least=10, times_usual=2).ceiling(20) == 40


def test_a_new_agency_has_no_usual_rate() -> None:
    now = datetime(2026, 11, 26, 18, 40, tzinfo=UTC)
    young = now - timedelta(weeks=LEAST_WEEKS - 1)
    assert same_hours(now, ZONE, known_since=young) == ()
    assert usual_rates([]) == UsualRates()


def test_the_usual_rate_is_that_of_the_same_weekday_and_hour_by_the_agencys_clock() -> None:
    hours = same_hours(datetime(2026, 11, 5, 18, 40, tzinfo=UTC), ZONE, known_since=LONG_AGO)
    assert len(hours) == WEEKS
    # 10:00 in Los Angeles: 18:00 UTC in winter time, 17:00 UTC before the first of November.
    assert [begins.hour for begins, _ in hours] == [17] * WEEKS
    assert all(begins.astimezone(ZONE).hour == 10 and begins.astimezone(ZONE).weekday() == 3 for begins, _ in hours)
    assert all(ends - begins == timedelta(hours=1) for begins, ends in hours)


def test_one_mass_of_the_past_makes_no_mass_usual() -> None:
    hours = [{"case_closed": 8}] * 7 + [{"case_closed": 15_000}]
    assert usual_rates(hours).by_key == {"case_closed": 2.0}
    assert usual_rates(hours).together == 2.0


COUNTS = st.lists(st.dictionaries(st.sampled_from(sorted(CONSEQUENTIAL)), st.integers(0, 5000)), max_size=WEEKS)


@given(hours=COUNTS)
def test_at_least_half_of_the_hours_are_as_busy_as_the_usual_one(hours: list[dict[str, int]]) -> None:
    rates = usual_rates(hours)
    for key, usual in rates.by_key.items():
        as_busy = sum(hour.get(key, 0) >= 4 * usual for hour in hours)
        assert 2 * as_busy >= len(hours)
    assert rates.together <= max((sum(hour.values()) / 4 for hour in hours), default=0)
