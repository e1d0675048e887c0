"""An event whose workflow has it, and whose step is never recorded, makes a process not ready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.unrecorded_steps import AT_ONCE, UnrecordedSteps
from db.connection.session import Database
from db.queries import calls, timeline
from db.queries.timeline import TimelineNote
from db.tables import InboxEvent
from domain.wakes import MESSAGES_ADDED
from tests.database import CAD, NOW, a_call

ORI = "WASPD0000"
CALL = "26-1"
MINUTE = timedelta(minutes=1)


async def relayed(database: Database, event_id: str, *, ago: timedelta = 3 * MINUTE, **values: Any) -> None:
    """An event that its workflow was given so long ago."""
    at = NOW - ago
    known = {"source": "cad/1", "call_number": CALL, "type": "call.updated", "content_hash": ""}
    times = {"occurred_at": at, "recorded_at": at, "relayed_at": at}
    async with database.transaction() as session:
        session.add(InboxEvent(ori=ORI, event_id=event_id, **(known | times | values)))


async def recorded(database: Database, event_id: str) -> None:
    """Its step is recorded."""
    async with database.transaction() as session:
        call = await calls.get(session, ORI, CALL)
        assert call is not None
        note = TimelineNote(key=f"cad/1/{event_id}", kind="event", what="call.updated", status="received", by=CAD)
        await timeline.note(session, call.id, note, now=NOW)


async def test_what_is_recorded_is_no_problem(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    for n in range(3):
        await relayed(database, str(n))
        await recorded(database, str(n))
    steps = UnrecordedSteps()
    assert await steps.problem(database, now=NOW) == ""
    assert steps._missing == set()


async def test_what_was_relayed_and_not_recorded_is_one_until_it_is(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    steps = UnrecordedSteps()
    await relayed(database, "1", ago=20 * MINUTE)
    await relayed(database, "2")
    await relayed(database, "3")
    await recorded(database, "2")
    assert await steps.problem(database, now=NOW) == (
        "2 events were relayed and their steps never recorded, the oldest 20 minutes ago"
    )
    await recorded(database, "1")
    await recorded(database, "3")
    assert await steps.problem(database, now=NOW) == ""
    await relayed(database, "4")
    assert await steps.problem(database, now=NOW)


async def test_what_is_fresh_waits_or_leaves_no_line_is_none(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    await relayed(database, "fresh", ago=MINUTE)
    await relayed(database, "slow", relayed_at=NOW - MINUTE)
    await relayed(database, "waits", relayed_at=None)
    await relayed(database, "hopeless", relayed_at=None, given_up_at=NOW - MINUTE)
    await relayed(database, "wake", type=MESSAGES_ADDED)
    await relayed(database, "gone", call_number="26-erased")
    steps = UnrecordedSteps()
    assert await steps.problem(database, now=NOW) == ""


async def test_what_waited_for_its_relay_is_looked_at_when_it_was_relayed(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    await relayed(database, "1", relayed_at=NOW - MINUTE)
    await relayed(database, "2")
    await recorded(database, "2")
    steps = UnrecordedSteps()
    assert await steps.problem(database, now=NOW) == ""
    assert (await steps.problem(database, now=NOW + MINUTE)).startswith("1 events")


async def test_a_process_that_starts_looks_back_an_hour(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    for n in range(20):
        await relayed(database, f"old{n}", ago=(100 - n) * MINUTE)
    await relayed(database, "1", ago=59 * MINUTE)
    assert (await UnrecordedSteps().problem(database, now=NOW)).startswith("1 events")


async def test_what_is_missing_for_a_day_is_said_no_more(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    steps = UnrecordedSteps()
    await relayed(database, "1", ago=50 * MINUTE)
    assert await steps.problem(database, now=NOW)
    assert await steps.problem(database, now=NOW + timedelta(hours=24)) == ""
    assert steps._missing == set()


async def test_a_look_costs_what_is_new(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)
    async with database.transaction() as session:
        for n in range(AT_ONCE + 500):
            session.add(
                InboxEvent(
                    ori=ORI,
                    event_id=str(n),
                    source="cad/1",
                    call_number=CALL,
                    type=MESSAGES_ADDED,
                    content_hash="",
                    occurred_at=NOW,
                    recorded_at=NOW - 3 * MINUTE,
                    relayed_at=NOW,
                )
            )
    steps = UnrecordedSteps()
    await steps.problem(database, now=NOW)
    assert steps._seen == AT_ONCE
    await steps.problem(database, now=NOW)
    assert steps._seen == AT_ONCE + 500
