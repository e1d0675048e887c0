"""No statement on the way of a message reads a large table from end to end: each is led by an index."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.connection.session import Database
from db.queries import careful_ground, conversations, mass_news, messages, rate_counts, staff_tasks
from db.queries.mass_news import Ceilings
from domain.contacts import ContactRole
from domain.events import EventType
from domain.task_kinds import TaskKind
from intake.calls.accept import Intake
from intake.calls.events import IncomingEvent
from intake.calls.people import ContactIn
from tests.builders import an_event
from tests.database import CAD
from tests.desk import ORI, Desk
from tests.plans import listening, reading_whole_tables
from tests.steps import Steps

T = EventType
BURGLARY: dict[str, Any] = {"incident_type": "BURGLARY", "priority": 3}


@pytest.fixture
async def here(database: Database, desk: Desk) -> Desk:
    """A desk at a database of each kind in turn."""
    made = replace(desk, database=database)
    await made.open_agency()
    return made


async def test_of_steps_and_sends(here: Desk) -> None:
    call = await here.set_call("26-1")
    await here.set_person(call, email="ana@example.com")
    await here.set_person(call, ref="suspect", phone="+12065550124", roles=[ContactRole.SUSPECT])
    steps = Steps(here)
    with listening(here.database) as asked:
        for type_, facts in (
            (T.CALL_RECEIVED, BURGLARY),
            (T.UNIT_ARRIVED, {}),
            (T.CALL_CLOSED, {"disposition": "01", "case_number": "26-1"}),
            (T.CASE_ASSIGNED, {}),
            (T.CASE_ARREST, {}),
        ):
            await steps.send(await steps.happen("26-1", an_event(type_, at=here.now, **facts)))
            here.later(days=1)
    assert len(asked) > 20
    assert await reading_whole_tables(here.database, asked) == []


async def test_of_events_that_are_accepted(here: Desk) -> None:
    contact = ContactIn(phone="+12065550123")
    events = [
        IncomingEvent(
            call_number=f"26-{n % 3}", event=an_event(T.UNIT_ARRIVED, at=here.now, id=str(n)), contacts=(contact,)
        )
        for n in range(9)
    ]
    with listening(here.database) as asked:
        async with here.database.transaction() as session:
            await Intake(session, here.vault, ori=ORI, by=CAD, now=here.now).accept(events)
    assert await reading_whole_tables(here.database, asked) == []


async def test_of_what_is_counted_before_a_message_leaves(here: Desk) -> None:
    now = here.now
    id_ = await here.a_text()
    row = await here.row(id_)
    most = Ceilings(after=now - timedelta(minutes=15), before=now, of_key=50, together=50)
    hour = (now - timedelta(hours=1), now)
    with listening(here.database) as asked:
        async with here.database.transaction() as session:
            await messages.was_offered(session, ORI, row)
            await mass_news.weigh(session, row, ORI, most)
            await mass_news.left_in(session, ORI, [hour])
            await rate_counts.count(session, "texts/a", began_at=now)
            await rate_counts.total(session, "code/a", since=now)
            await careful_ground.around(session, ori=ORI, call_id=row.call_id, hashes=["a", "b"], now=now)
    assert len(asked) == 6
    assert await reading_whole_tables(here.database, asked) == []


async def test_of_who_wrote_and_of_the_health_page(here: Desk) -> None:
    with listening(here.database) as asked:
        async with here.database.reading() as session:
            await conversations.last_text(session, [ORI], "a")
            await conversations.person_with(session, [ORI], "a")
            await conversations.agencies_with(session, [ORI], "a")
            await staff_tasks.count_open(session, TaskKind.COACHING)
    assert await reading_whole_tables(here.database, asked) == []


async def test_a_statement_that_has_no_index_is_found(here: Desk) -> None:
    """So that the other tests are worth something."""
    await here.a_text()
    with listening(here.database) as asked:
        async with here.database.reading() as session:
            await messages.every(session)
    assert len(await reading_whole_tables(here.database, asked)) == len(asked) == 1
