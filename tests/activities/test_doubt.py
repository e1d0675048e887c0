"""A message that has perhaps left: the provider is asked, or awaited for a while, before it is sent again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.delivery_record import DeliveryRecord
from db.connection.session import Database
from db.queries import messages
from db.queries.insert_if_new import insert_if_new
from db.tables import OutboundMessage
from domain.messages import Channel, MessageKey
from intake.delivery.receipts import DeliveryReceipts
from messaging.providers.base import ProviderAccepted
from messaging.providers.circuit_breaker import CircuitBreaker
from messaging.providers.sendgrid_receipts import read_events
from messaging.retry import LONGEST_WAIT, REMEMBERED, SendRetries
from tests.desk import Desk

MINUTE = timedelta(minutes=1)


async def an_email(desk: Desk, address: str) -> str:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=None, email=address)
    return await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.EMAIL)


async def fails(desk: Desk, message: str, **changes: Any) -> ApplicationError:
    with pytest.raises(ApplicationError) as raised:
        await desk.send(message, **changes)
    return raised.value


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """One that waits two minutes for news of an email."""
    desk.settings = desk.settings.model_copy(update={"email_doubt_seconds": 120.0})
    return desk


async def sent_long_ago(desk: Desk, message: str) -> None:
    async with desk.database.transaction() as session:
        row = await messages.lock_message(session, message)
        assert row is not None
        row.sending_at = datetime.now(UTC) - timedelta(hours=1)


async def test_a_doubtful_email_is_not_sent_again_while_news_are_awaited(desk: Desk) -> None:
    message = await an_email(desk, "hangonce@simulator.test")
    assert (await fails(desk, message)).type == "ProviderUnavailable"
    error = await fails(desk, message)
    assert (error.type, error.message) == ("InDoubt", "sendgrid: awaiting news")
    assert error.next_retry_delay is not None
    assert 100 < error.next_retry_delay.total_seconds() <= 122
    assert len(desk.texts("hangonce@simulator.test")) == 1


async def test_the_event_that_comes_meanwhile_settles_it(desk: Desk) -> None:
    message = await an_email(desk, "hangonce@simulator.test")
    await fails(desk, message)
    event = f'[{{"event": "processed", "sg_event_id": "e1", "message_id": "{message}"}}]'
    book = DeliveryReceipts(desk.database, desk.vault, clock=lambda: desk.now, wake_relay=lambda: None)
    await book.take(read_events(event.encode(), now=desk.now))
    (outcome,) = await desk.send(message)
    assert outcome.status == "sent"
    assert len(desk.texts("hangonce@simulator.test")) == 1


async def test_without_news_it_is_sent_again_and_then_awaited_twice_as_long(desk: Desk) -> None:
    message = await an_email(desk, "hang@simulator.test")
    await fails(desk, message)
    await sent_long_ago(desk, message)
    assert (await fails(desk, message)).message == "sendgrid: timeout"
    error = await fails(desk, message)
    assert error.next_retry_delay is not None
    assert 220 < error.next_retry_delay.total_seconds() <= 242


def test_each_wait_is_longer_up_to_an_hour() -> None:
    retries = SendRetries(chance=Random(1), first_wait=2 * MINUTE, breaker=a_breaker)
    at = datetime(2026, 11, 22, tzinfo=UTC)
    waits = [retries.ambiguity_wait("m", at, attempts, wall_clock=at) for attempts in range(1, 9)]
    assert [wait // MINUTE for wait in waits] == [2, 4, 8, 16, 32, 60, 60, 60]
    assert retries.ambiguity_wait("m", at, 99, wall_clock=at) == LONGEST_WAIT
    assert retries.ambiguity_wait("m", at, 1, wall_clock=at + 3 * MINUTE) == timedelta()


def a_breaker() -> CircuitBreaker:
    return CircuitBreaker(clock=lambda: 0.0, chance=Random(1))


async def a_twin(desk: Desk, number: str) -> str:
    """The same words to the same person, about another call: the text says the call's number, so one is left out."""
    call = await desk.set_call(number, case_number="26-4711")
    person = await desk.set_person(call, phone="+15005556598")
    return await desk.plan(call, person, MessageKey.CASE_NUMBER, Channel.SMS)


async def test_the_text_of_another_call_in_the_same_words_is_not_taken_for_ours(desk: Desk) -> None:
    first, second = await a_twin(desk, "26-1"), await a_twin(desk, "26-2")
    desk.simulator.control.configure(hang_seconds=0.1, lost_request_rate=0)
    await fails(desk, first)  # accepted, but the answer never came
    (outcome,) = await desk.send(first)
    assert outcome.status == "sent"
    desk.simulator.control.configure(lost_request_rate=1.0, hang_seconds=1)
    await fails(desk, second)  # never accepted
    desk.simulator.control.configure(lost_request_rate=0)
    (outcome,) = await desk.send(second)
    assert outcome.status == "sent"
    texts = desk.texts("+15005556598")
    assert len(texts) == 2
    assert len({text["body"] for text in texts}) == 1
    assert {(await desk.row(first)).provider_message_id, (await desk.row(second)).provider_message_id} == {
        text["sid"] for text in texts
    }


async def test_two_in_doubt_at_once_cannot_both_be_the_one_text_that_was_accepted(
    database: Database, desk: Desk
) -> None:
    rows = [await _sending(desk, database, number) for number in ("26-1", "26-2")]
    books = DeliveryRecord(database=database, vault=desk.vault)
    found = ProviderAccepted(provider_message_id="SM1")
    ended = await asyncio.gather(*(books.accepted(row, "twilio", found, now=desk.now) for row in rows))
    assert sorted(outcome.status if outcome else "another's" for outcome in ended) == ["another's", "sent"]


async def _sending(desk: Desk, database: Database, number: str) -> str:
    desk.database = database
    if number == "26-1":
        await desk.open_agency()
    call = await desk.set_call(number)
    row = OutboundMessage(
        call_id=call.id, key="case_number", channel="sms", status="sending", planned_at=desk.now, updated_at=desk.now
    )
    async with database.transaction() as session:
        await insert_if_new(session, row)
    return row.id


async def test_what_failed_together_does_not_come_again_together(desk: Desk) -> None:
    messages_ = [await an_email(desk, "unavailable@simulator.test")]
    desk.simulator.control.configure(unavailable_rate=1.0)
    delays = [(await fails(desk, message)).next_retry_delay for message in messages_ * 3]
    assert None not in delays
    assert len(set(delays)) == 3


async def test_a_text_of_a_clock_that_was_a_day_ahead_is_found_all_the_same(desk: Desk) -> None:
    """Its attempt is dated tomorrow, by the worker that died."""
    message = await desk.a_text("+12065550123")
    await desk.send(message)
    async with desk.database.transaction() as session:
        row = await messages.lock_message(session, message)
        assert row is not None
        row.status, row.provider_message_id = "sending", None
        row.sending_at = datetime.now(UTC) + timedelta(days=1)
    await desk.send(message)
    assert len(desk.texts("+12065550123")) == 1


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=1)])
def test_an_email_dated_by_a_clock_that_was_ahead_waits_as_long_as_any_other_and_no_longer(ahead: timedelta) -> None:
    """Whichever of the two clocks is wrong, and also if it goes right meanwhile: what passed is what counts."""
    passed = 0.0
    now = datetime.now(UTC)
    retries = SendRetries(chance=Random(1), first_wait=2 * MINUTE, breaker=a_breaker, elapsed=lambda: passed)
    for message, wrong_until in (("seen right", 0.0), ("first seen wrong", 60.0)):
        waits = []
        for passed in (0.0, 59.0, 60.0, 119.0, 120.0):
            at = now + timedelta(seconds=passed) + (ahead if passed < wrong_until else timedelta())
            waits.append(retries.ambiguity_wait(message, now + ahead, 1, wall_clock=at).total_seconds())
        assert waits == [120, 61, 60, 1, 0], message
    passed = 0.0
    assert retries.ambiguity_wait("seen right", now + ahead, 2, wall_clock=now) == 4 * MINUTE


def test_no_more_messages_in_doubt_are_remembered_than_there_is_room_for() -> None:
    retries = SendRetries(chance=Random(1), first_wait=2 * MINUTE, breaker=a_breaker)
    now = datetime.now(UTC)
    for n in range(REMEMBERED + 10):
        assert retries.ambiguity_wait(str(n), now, 1, wall_clock=now) == 2 * MINUTE
    assert len(retries._first_seen) == REMEMBERED
