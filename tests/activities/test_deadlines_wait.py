"""G2: while a restore is under way no caller hears that an officer is late: the feed may tell that one came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.queries import restores
from domain.events import CallEvent, EventType
from tests.desk import Desk
from tests.steps import Steps

NUMBER = "26-000123"
LATE = timedelta(minutes=31)


def event(type_: EventType, at: datetime, **facts: object) -> CallEvent:
    return CallEvent(type=type_, occurred_at=at, id=f"{type_}/{at.isoformat()}", source="cad", **facts)  # type: ignore[arg-type]  # by test


@pytest.fixture
async def steps(desk: Desk) -> Steps:
    """A call that waits for its officer; a restore is under way."""
    steps = Steps(desk)
    await steps.happen(NUMBER, event(EventType.CALL_RECEIVED, desk.now, incident_type="LARCENY", priority=3))
    await desk.set_person(await desk.set_call(NUMBER))
    now = datetime.now(UTC)
    async with desk.database.transaction() as session:
        await restores.begin(session, since=now - timedelta(hours=1), stopped_at=now, now=now)
    return Steps(desk, steps)


async def test_a_deadline_that_comes_during_a_restore_is_asked_about_again_in_a_minute(
    desk: Desk, steps: Steps
) -> None:
    late = desk.now + LATE
    outcome = await steps.happen(NUMBER, now=late)
    assert outcome.deadlines_wait
    assert "officer_delayed" not in await steps.rows(NUMBER)
    assert steps.memory(NUMBER).state.delayed_count == 0
    assert not [line for line in steps.memory(NUMBER).timeline() if line["what"] == "officer_delayed"]
    due = steps.memory(NUMBER).next_step
    assert due is not None
    assert due.at == late + timedelta(minutes=1)


async def test_the_arrival_that_the_feed_repeats_ends_the_wait_without_a_word(desk: Desk, steps: Steps) -> None:
    late = desk.now + LATE
    await steps.happen(NUMBER, now=late)
    await steps.happen(NUMBER, event(EventType.UNIT_ARRIVED, desk.now + timedelta(minutes=5)), now=late)
    await _end(desk)
    await Steps(desk, steps).happen(NUMBER, now=late + timedelta(minutes=5))
    assert "officer_delayed" not in await steps.rows(NUMBER)


async def test_an_event_and_a_deadline_of_one_step_are_told_apart(desk: Desk, steps: Steps) -> None:
    late = desk.now + LATE
    dispatched = event(EventType.UNIT_DISPATCHED, desk.now + timedelta(minutes=2))
    await steps.happen(NUMBER, dispatched, now=late)
    assert steps.memory(NUMBER).state.dispatched_at == dispatched.occurred_at
    assert steps.memory(NUMBER).state.delayed_count == 0


async def test_once_the_restore_has_ended_who_still_waits_is_told(desk: Desk, steps: Steps) -> None:
    late = desk.now + LATE
    await steps.happen(NUMBER, now=late)
    await _end(desk)
    after = Steps(desk, steps)
    await after.happen(NUMBER, now=late + timedelta(minutes=1))
    assert (await after.rows(NUMBER))["officer_delayed"].status == "created"
    assert after.memory(NUMBER).state.delayed_count == 1


async def _end(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        assert await restores.end(session, now=datetime.now(UTC))
