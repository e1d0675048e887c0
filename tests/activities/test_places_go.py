"""A step that makes a call sensitive, or tells that it does not count, takes its place off in the same transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.queries import calls
from db.tables import Call
from domain.events import CallEvent, EventType
from tests.desk import ORI, Desk
from tests.steps import Steps

NUMBER, CELL = "26-000123", "8a28d542ca1ffff"


async def the_call(desk: Desk) -> Call:
    async with desk.database.reading() as session:
        call = await calls.get(session, ORI, NUMBER)
    assert call is not None
    return call


@pytest.fixture
async def steps(desk: Desk) -> Steps:
    """A noise, somewhere."""
    steps = Steps(desk)
    received = CallEvent(
        type=EventType.CALL_RECEIVED, occurred_at=desk.now, id="1", source="cad", incident_type="NOISE"
    )
    await steps.happen(NUMBER, received)
    async with desk.database.transaction() as session:
        call = await calls.lock_call(session, ORI, NUMBER)
        assert call is not None
        call.cell, call.cell_at = CELL, desk.now
    return steps


@pytest.mark.parametrize(
    ("said", "cell", "is_barred"),
    [
        ({}, CELL, False),
        ({"incident_type": "LARCENY"}, CELL, False),
        ({"incident_type": "DVA"}, None, True),
        ({"incident_type": "some code"}, None, True),
        ({"sensitive": True}, None, True),
        ({"officer_initiated": True}, None, False),
        ({"merged_into": "26-000124", "type": EventType.CALL_MERGED}, None, True),
    ],
)
async def test_what_a_signal_says_decides_whether_the_place_stays(
    desk: Desk, steps: Steps, said: dict[str, Any], cell: str | None, is_barred: bool
) -> None:
    """A call merged into one that is not known counts as sensitive (`messaging.survivors`)."""
    at = desk.now + timedelta(minutes=1)
    facts: dict[str, Any] = {"type": EventType.CALL_UPDATED} | said
    event = CallEvent(occurred_at=at, id="2", source="cad", **facts)
    await steps.happen(NUMBER, event, now=at)
    call = await the_call(desk)
    assert (call.cell, call.place_barred_at is not None) == (cell, is_barred)


async def test_no_step_is_told_the_place(desk: Desk, steps: Steps) -> None:
    await steps.happen(NUMBER, now=desk.now + timedelta(minutes=1))
    assert CELL not in str((await the_call(desk)).state)
    assert CELL not in str(steps.memory(NUMBER).state)
