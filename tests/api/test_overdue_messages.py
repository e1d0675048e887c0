"""What should have left and has not makes a process not ready; what waits for a reason does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql, sqlite

from api.overdue_messages import slow, stuck
from db.connection.session import Database
from db.queries import agencies, calls, overdue
from db.tables import OutboundMessage, Person
from tests.conftest import ROOT
from tests.database import NOW, an_agency
from tests.intake.fakes import POLICY

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


async def a_message(database: Database, *, ago: timedelta = 11 * MINUTE, **values: Any) -> OutboundMessage:
    """To be sent so long ago, and not sent."""
    async with database.transaction() as session:
        if await agencies.get(session, ORI) is None:
            await agencies.add(session, an_agency(ORI, policy=POLICY))
        call = await calls.get_or_create(session, ORI, values.pop("call", "26-1"), now=NOW)
        known = {"contact_id": "c", "key": "call_received", "channel": "sms", "status": "created"}
        row = OutboundMessage(call_id=call.id, **(known | {"planned_at": NOW - ago, "updated_at": NOW - ago} | values))
        session.add(row)
    return row


async def test_nothing_is_late_in_an_empty_database(database: Database) -> None:
    assert await stuck(database, now=NOW) == await slow(database, now=NOW) == ""


@pytest.mark.parametrize("status", ["created", "temporary_failure", "sending"])
async def test_what_should_have_left_ten_minutes_ago_is_a_problem(database: Database, status: str) -> None:
    await a_message(database, status=status)
    await a_message(database, key="case_number", ago=25 * MINUTE)
    assert await stuck(database, now=NOW) == "2 messages should have left, the oldest 25 minutes ago"
    assert await slow(database, now=NOW) == ""


@pytest.mark.parametrize(
    "values",
    [
        {"ago": 9 * MINUTE},
        {"ago": 60 * MINUTE, "not_before": NOW + MINUTE, "reason": "quiet_until"},
        {"ago": 60 * MINUTE, "not_before": NOW - 9 * MINUTE, "reason": "sender_limit: 30022"},
        {"ago": 60 * MINUTE, "reason": "held_for_review"},
        {"ago": 60 * MINUTE, "status": "sending", "channel": "email"},
        {"ago": 60 * MINUTE, "status": "delivered"},
        {"ago": 60 * MINUTE, "status": "withheld"},
        {"ago": -60 * MINUTE},  # a call played ahead of the wall clock
    ],
    ids=["fresh", "quiet hours", "sender paused", "held", "in doubt", "arrived", "withheld", "played ahead"],
)
async def test_what_waits_for_a_reason_is_none(database: Database, values: dict[str, Any]) -> None:
    await a_message(database, **values)
    assert await stuck(database, now=NOW) == await slow(database, now=NOW) == ""


async def test_what_waits_for_hours_that_its_row_does_not_tell_of_is_none(database: Database) -> None:
    night = NOW.replace(hour=7)  # near midnight where the agency is, and the policy's hours are over
    async with database.transaction() as session:
        policy = (ROOT / "policies" / "default.toml").read_text(encoding="utf-8")
        await agencies.add(session, an_agency(ORI, policy=policy))
    row = await a_message(database, key="case_number", ago=NOW - night + 30 * MINUTE)
    async with database.transaction() as session:
        session.add(Person(id="c", call_id=row.call_id, ref="caller", roles="victim", created_at=NOW, updated_at=NOW))
    assert await stuck(database, now=night) == ""


async def test_an_email_in_doubt_waits_no_longer_than_its_wait(database: Database) -> None:
    await a_message(database, ago=71 * MINUTE, status="sending", channel="email")
    assert await stuck(database, now=NOW)


async def test_a_storm_at_a_slow_sender_takes_nothing_out_of_service(database: Database) -> None:
    for n in range(3):
        await a_message(database, n=n + 1, call=f"26-{n}")
    await a_message(database, call="26-9", status="delivered", sending_at=NOW - MINUTE)
    assert await stuck(database, now=NOW) == ""
    assert await slow(database, now=NOW) == "3 messages are late while others of their agency leave"


async def test_what_left_over_another_channel_is_no_excuse(database: Database) -> None:
    await a_message(database)
    await a_message(database, call="26-9", status="delivered", channel="email", sending_at=NOW - MINUTE)
    assert (await stuck(database, now=NOW)).startswith("1 messages should have left")


async def test_what_was_forgotten_for_a_day_is_the_matter_of_a_person(database: Database) -> None:
    row = await a_message(database, ago=timedelta(hours=25))
    assert await stuck(database, now=NOW) == ""
    assert await slow(database, now=NOW) == f"1 messages should have left over a day ago, such as {row.id}"


async def test_sleeping_cases_cost_nothing(database: Database) -> None:
    """Each has messages that left, and one that waits for a later day: an index knows what to look at."""
    row = await a_message(database)
    known = row.model_dump(exclude={"id", "contact_id", "status", "not_before", "reason"})
    asleep = {"status": "created", "reason": "quiet_until", "not_before": NOW + timedelta(days=1)}
    gone = {"status": "delivered", "reason": "", "not_before": None}
    async with database.transaction() as session:
        for n in range(10_000):
            session.add(OutboundMessage(contact_id=f"{n}", **known, **(asleep if n % 2 else gone)))
    async with database.transaction() as session:
        await session.execute(text("ANALYZE"))
    for statement in (overdue._LATE_OF_ANY_TIME, overdue._LATE_OF_ITS_TIME):
        plan = await _plan(database, statement)
        assert "ix_messages_to_be_sent" in plan, plan
        assert "not_before" in plan.split("ix_messages_to_be_sent", 1)[1], plan
    assert (await stuck(database, now=NOW)).startswith("1 messages should have left")


async def _plan(database: Database, statement: Select[Any]) -> str:
    on_sqlite = database.url.get_backend_name() == "sqlite"
    dialect = sqlite.dialect() if on_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
    asked = statement.params(before=NOW, doubted_before=NOW, limit=500)
    written = str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    async with database.reading() as session:
        explained = await session.execute(text(f"EXPLAIN {'QUERY PLAN' if on_sqlite else ''} {written}"))
        return "\n".join(str(row[-1]) for row in explained)
