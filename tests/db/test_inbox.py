"""The inbox keeps an event once and gives a call to one relay at a time, in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from db.connection.session import Database
from db.queries import inbox, inbox_claims
from db.queries.inbox import Stored
from db.queries.inbox_claims import WaitingCall
from db.tables import InboxEvent
from domain.wakes import REPLY_RECEIVED, WakeUp
from tests.claimed import claim
from tests.database import NOW, a_call

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


def an_event(event_id: str, *, number: str = "26-000001", content: str = "c", source: str = "cad") -> InboxEvent:
    return InboxEvent(
        ori=ORI,
        source=source,
        event_id=event_id,
        content_hash=content,
        call_number=number,
        type="call.received",
        facts={"type": "call.received"},
        occurred_at=NOW,
        recorded_at=NOW,
    )


async def _store(database: Database, *events: InboxEvent) -> list[Stored]:
    async with database.transaction() as session:
        return [await inbox.store(session, event) for event in events]


async def test_the_same_event_is_a_repeat_and_other_content_under_its_id_a_conflict(database: Database) -> None:
    assert await _store(database, an_event("1")) == [Stored.NEW]
    later = [an_event("1"), an_event("1", content="other"), an_event("1", source="rms"), an_event("2")]
    assert await _store(database, *later) == [Stored.REPEAT, Stored.CONFLICT, Stored.NEW, Stored.NEW]


async def test_a_call_is_woken_once_for_each_reason_and_other_content_is_a_conflict(database: Database) -> None:
    call = await a_call(database)
    reply = WakeUp(source="replies", key="twilio/SM1", signal=REPLY_RECEIVED, facts={"intent": "other"})
    written = WakeUp(source="detective-messages", key="1", content_hash="c", happened_at=NOW - MINUTE)
    async with database.transaction() as session:
        reasons = (reply, reply, written, replace(written, content_hash="other"))
        stored = [await inbox.wake(session, call, why, now=NOW) for why in reasons]
        lines = await claim(session, call.ori, call.call_number, now=NOW, until=NOW)
    assert stored == [Stored.NEW, Stored.REPEAT, Stored.NEW, Stored.CONFLICT]
    assert [(line.source, line.event_id, line.type, line.facts) for line in lines] == [
        ("replies", "twilio/SM1", "reply.received", {"intent": "other"}),
        ("detective-messages", "1", "messages.added", {}),
    ]
    assert [(line.occurred_at, line.recorded_at) for line in lines] == [(NOW, NOW), (NOW - MINUTE, NOW)]


async def test_calls_wait_until_their_events_are_relayed_the_oldest_first(database: Database) -> None:
    await _store(database, an_event("1", number="B"), an_event("2", number="A"), an_event("3", number="B"))
    a, b = (WaitingCall(ori=ORI, call_number=number) for number in "AB")
    async with database.transaction() as session:
        assert await inbox_claims.waiting_calls(session, now=NOW) == [b, a]
        events = await claim(session, ORI, "B", now=NOW, until=NOW)
        assert [event.event_id for event in events] == ["1", "3"]
        await inbox_claims.mark_relayed(session, [event.seq or 0 for event in events], now=NOW)
        assert await inbox_claims.waiting_calls(session, now=NOW) == [a]
        assert await claim(session, ORI, "B", now=NOW, until=NOW) == []


async def test_agencies_take_turns_so_that_a_storm_of_one_does_not_go_before_another(database: Database) -> None:
    await _store(database, *(an_event(f"{n}", number=f"storm-{n}") for n in range(5)))
    other = an_event("6", number="quiet-1")
    other.ori = "WASPD0001"
    await _store(database, other)
    async with database.reading() as session:
        waiting = await inbox_claims.waiting_calls(session, now=NOW, limit=3)
    assert [call.call_number for call in waiting] == ["storm-0", "quiet-1", "storm-1"]


async def _claim(database: Database, *, now: datetime = NOW) -> list[str]:
    async with database.transaction() as session:
        claimed = await claim(session, ORI, "26-000001", now=now, until=now + MINUTE)
        return [event.event_id for event in claimed]


async def test_one_relay_at_a_time_has_a_call_in_hand(database: Database) -> None:
    await _store(database, an_event("1"), an_event("2"))
    results = await asyncio.gather(*(_claim(database) for _ in range(5)))
    assert sorted(results) == [[], [], [], [], ["1", "2"]]


async def test_an_event_that_comes_while_its_call_is_claimed_waits(database: Database) -> None:
    await _store(database, an_event("1"))
    assert await _claim(database) == ["1"]
    await _store(database, an_event("2"))
    assert await _claim(database) == []
    async with database.reading() as session:
        assert await inbox_claims.waiting_calls(session, now=NOW) == []


async def test_a_claim_that_its_relay_never_settled_runs_out(database: Database) -> None:
    await _store(database, an_event("1"))
    await _claim(database)
    assert await _claim(database, now=NOW + MINUTE) == ["1"]
    async with database.reading() as session:
        event = (await session.scalars(select(InboxEvent))).one()
    assert event.attempts == 2


async def test_a_failed_relay_leaves_the_call_alone_for_a_while(database: Database) -> None:
    await _store(database, an_event("1"))
    await _claim(database)
    async with database.transaction() as session:
        await inbox_claims.mark_failed(session, [1], error="Temporal: unavailable" * 100, retry_at=NOW + 2 * MINUTE)
    assert await _claim(database, now=NOW + MINUTE) == []
    assert await _claim(database, now=NOW + 2 * MINUTE) == ["1"]


async def test_an_event_that_is_given_up_does_not_block_the_next(database: Database) -> None:
    await _store(database, an_event("1"), an_event("2"))
    await _claim(database)
    async with database.transaction() as session:
        await inbox_claims.give_up(session, 1, error="refused", now=NOW)
        await inbox_claims.mark_failed(session, [2], error="not now", retry_at=NOW)
    assert await _claim(database) == ["2"]
