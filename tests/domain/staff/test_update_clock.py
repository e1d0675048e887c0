"""A victim hears within five days of a change, and every twenty-eight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.staff.update_clock import UpdateDue, due_state, update_due_at

TOLD = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, UpdateDue.IN_TIME),
        (20, UpdateDue.IN_TIME),
        (21, UpdateDue.DUE_SOON),
        (27, UpdateDue.DUE_SOON),
        (28, UpdateDue.OVERDUE),
        (90, UpdateDue.OVERDUE),
    ],
)
def test_an_update_is_due_every_twenty_eight_days(days: int, state: UpdateDue) -> None:
    assert due_state(TOLD, TOLD + days * DAY) is state


@pytest.mark.parametrize(("days", "state"), [(3, UpdateDue.DUE_SOON), (7, UpdateDue.DUE_SOON), (8, UpdateDue.OVERDUE)])
def test_a_change_that_was_not_told_is_due_within_five_days(days: int, state: UpdateDue) -> None:
    assert due_state(TOLD, TOLD + days * DAY, changed_at=TOLD + 3 * DAY) is state


def test_a_change_that_was_told_waits_for_the_next_round() -> None:
    assert update_due_at(TOLD, changed_at=TOLD - DAY) == TOLD + 28 * DAY


@given(changed=st.timedeltas(-100 * DAY, 100 * DAY), later=st.timedeltas(timedelta(), 100 * DAY))
def test_a_clock_only_ever_runs_on(changed: timedelta, later: timedelta) -> None:
    order = list(UpdateDue)
    first = due_state(TOLD, TOLD, changed_at=TOLD + changed)
    assert order.index(due_state(TOLD, TOLD + later, changed_at=TOLD + changed)) >= order.index(first)
