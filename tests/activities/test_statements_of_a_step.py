"""A step asks for what it needs by two statements, and writes each kind of thing by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.queries import agencies, calls
from domain.contacts import ContactRole
from domain.events import CallEvent, EventType
from domain.message_plan import PlannedMessage
from domain.messages import Channel, MessageKey
from messaging.call_context import CallContext
from messaging.planning import insert
from tests.desk import ORI, Desk
from tests.statements import statements_of
from tests.steps import Steps

NUMBER = "26-000123"
LATER = timedelta(minutes=2)


def received(desk: Desk, incident_type: str = "BURGLARY") -> CallEvent:
    return CallEvent(
        type=EventType.CALL_RECEIVED, occurred_at=desk.now, id="received", incident_type=incident_type, priority=3
    )


@pytest.fixture
async def steps(desk: Desk) -> Steps:
    """A call of which a victim and a witness are known; what a process asks once was asked."""
    steps = Steps(desk)
    call = await desk.set_call(NUMBER)
    await desk.set_person(call)
    await desk.set_person(call, ref="witness", roles=[ContactRole.WITNESS], phone="+12065550124")
    await steps.happen("26-2", received(desk))
    return steps


def in_short(statements: list[str]) -> list[str]:
    """Of each its first word, and what is written."""
    return [" ".join(each.split()[: 3 if each.startswith("INSERT") else 1]) for each in statements]


async def test_the_first_step_of_a_call_keeps_what_happened(desk: Desk, steps: Steps) -> None:
    with statements_of(desk.database) as asked:
        await steps.happen(NUMBER, received(desk))
    assert in_short(asked) == ["SELECT", "INSERT INTO timeline", "WITH", "UPDATE"]


async def test_a_step_plans_messages_to_two_people_by_one_statement(desk: Desk, steps: Steps) -> None:
    await steps.happen(NUMBER, received(desk))
    with statements_of(desk.database) as asked:
        outcome = await steps.happen(NUMBER, now=desk.now + LATER)
    assert len(outcome.sends) == 2
    assert in_short(asked) == ["SELECT", "WITH", "INSERT INTO messages"]


async def test_a_step_that_changes_nothing_writes_nothing(desk: Desk, steps: Steps) -> None:
    await steps.happen(NUMBER, received(desk))
    await steps.happen(NUMBER, now=desk.now + LATER)
    with statements_of(desk.database) as asked:
        outcome = await steps.happen(NUMBER, now=desk.now + LATER)
    assert len(outcome.sends) == 2
    assert in_short(asked) == ["SELECT", "WITH"]


async def test_the_end_of_a_call_writes_every_table_once(desk: Desk, steps: Steps) -> None:
    await steps.happen(NUMBER, received(desk))
    await steps.happen(NUMBER, now=desk.now + LATER)
    over = CallEvent(
        type=EventType.CALL_CLOSED, occurred_at=desk.now + LATER, id="closed", disposition="01", case_number="26-4711"
    )
    with statements_of(desk.database) as asked:
        await steps.happen(NUMBER, over, now=desk.now + LATER)
    assert in_short(asked) == [
        "SELECT",
        "INSERT INTO timeline",
        "WITH",
        "INSERT INTO messages",
        "UPDATE",
    ]


async def test_what_is_withheld_is_recorded_by_one_statement(desk: Desk, steps: Steps) -> None:
    await steps.happen(NUMBER, received(desk, incident_type="DOMESTIC"))
    with statements_of(desk.database) as asked:
        await steps.happen(NUMBER, now=desk.now + LATER)
    assert {row.status for row in (await steps.rows(NUMBER)).values()} == {"withheld"}
    assert in_short(asked) == [
        "SELECT",
        "WITH",
        "INSERT INTO messages",
        "INSERT INTO audit_records",
        "UPDATE",
    ]


async def test_what_was_planned_before_is_not_said_to_be_stored(desk: Desk) -> None:
    """Then the rows are read again: the one that is there is sent, not the one that was not stored."""
    call = await desk.set_call(NUMBER)
    person = await desk.set_person(call)
    planned = [
        PlannedMessage(contact_id=person, key=key, n=1, channel=Channel.SMS, language="en")
        for key in (MessageKey.CALL_RECEIVED, MessageKey.CASE_NUMBER)
    ]
    async with desk.database.transaction() as session:
        agency, locked = await agencies.get(session, ORI), await calls.lock_call(session, ORI, NUMBER)
        assert agency is not None
        assert locked is not None
        context = CallContext.of(agency, locked, now=desk.now)
        stored = await insert(session, context, planned[:1])
        assert [row.key for row in stored or ()] == ["call_received"]
        assert await insert(session, context, planned) is None
