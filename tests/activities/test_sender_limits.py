"""A sender that has met its limit: nothing is tried from it until the limit resets, then what is still true leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select
from temporalio.exceptions import ApplicationError

from db.connection.session import Database
from db.queries import agencies, sender_pauses, senders, staff_tasks
from db.queries.senders import SenderValues
from db.tables import AddressCut, StaffTask
from domain.call_state import CaseStatus, End
from domain.messages import Channel, MessageKey
from domain.sender_limits import LimitReset, resets_at
from intake.delivery.receipts import DeliveryReceipts
from messaging import outbox
from messaging.providers.twilio_receipts import read_callback
from messaging.sender_limits import ANSWERED_WITHIN, SOON
from tests.database import an_agency
from tests.desk import ORI, Desk
from tests.world import LOCAL

AT_LIMIT, MOBILE = "+15005558038", "+12065550123"
OTHER_ORI = "WAOTH0000"
HOUR = timedelta(hours=1)


def about(moment: datetime | None) -> int | None:
    """To ten seconds."""
    return round(moment.timestamp() / 10) if moment else None


async def tasks(database: Database, ori: str = ORI) -> Sequence[StaffTask]:
    async with database.reading() as session:
        return await staff_tasks.open_tasks(session, ori)


async def cuts(database: Database) -> int:
    async with database.reading() as session:
        return len((await session.scalars(select(AddressCut))).all())


async def a_text(desk: Desk, phone: str, number: str, key: MessageKey = MessageKey.CALL_RECEIVED, **values: Any) -> str:
    """A text of a call of its own, planned."""
    call = await desk.set_call(number)
    return await desk.plan(call, await desk.set_person(call, phone=phone), key, Channel.SMS, **values)


def requests(desk: Desk) -> int:
    """How many requests the provider has had."""
    return int(desk.simulator.control.state()["counts"].get("sms_requests", 0))


async def test_a_limit_holds_every_message_of_the_sender_and_none_is_tried(desk: Desk) -> None:
    first = await a_text(desk, AT_LIMIT, "26-1")
    (outcome,) = await desk.send(first)
    assert (outcome.status, outcome.reason) == ("waiting", "sender_limit: 63038")
    row = await desk.row(first)
    assert (row.status, about(row.not_before), row.attempts) == ("temporary_failure", about(desk.now + HOUR), 1)
    asked = requests(desk)
    others = [await a_text(desk, MOBILE, f"26-{n}") for n in range(2, 6)]
    outcomes = [(await desk.send(each))[0] for each in others]
    assert {(each.status, each.reason) for each in outcomes} == {("waiting", "sender_limit: 63038")}
    assert requests(desk) == asked
    rows = [await desk.row(each) for each in others]
    assert {(each.status, each.reason, each.attempts) for each in rows} == {("created", "sender_limit: 63038", 0)}
    [task] = await tasks(desk.database)
    assert (task.task_key, task.times, await cuts(desk.database)) == ("sender_trouble/twilio/63038", 1, 0)


async def test_when_it_resets_what_is_still_true_leaves_and_the_rest_is_withheld(desk: Desk) -> None:
    soon, late = desk.now + timedelta(minutes=30), desk.now + timedelta(hours=5)
    await desk.send(await a_text(desk, AT_LIMIT, "26-1"))
    short, long = [await a_text(desk, MOBILE, f"26-{n}", valid_until=each) for n, each in ((2, soon), (3, late))]
    await desk.send(short)
    await desk.send(long)
    assert [about((await desk.row(each)).not_before) for each in (short, long)] == [about(soon), about(desk.now + HOUR)]
    desk.later(minutes=30)
    assert [(each.status, each.reason) for each in await desk.send(short)] == [("withheld", "stale")]
    assert (await desk.send(long))[0].status == "waiting"
    desk.later(minutes=31)
    assert [(each.status, each.reason) for each in await desk.send(long)] == [("sent", "")]


async def test_what_is_withheld_anyway_is_withheld_at_once(desk: Desk) -> None:
    await desk.send(await a_text(desk, AT_LIMIT, "26-1"))
    message = await a_text(desk, MOBILE, "26-2")
    await desk.set_call("26-2", sensitive=True)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "sensitive_call_type")


async def test_a_cry_for_help_is_answered_all_the_same(desk: Desk) -> None:
    await desk.send(await a_text(desk, AT_LIMIT, "26-1"))
    (outcome,) = await desk.send(await a_text(desk, MOBILE, "26-2", MessageKey.EMERGENCY))
    assert outcome.status == "sent"


async def test_emails_leave_while_texts_wait(desk: Desk) -> None:
    await desk.send(await a_text(desk, AT_LIMIT, "26-1"))
    call = await desk.set_call("26-2")
    person = await desk.set_person(call, email="ana@example.com")
    (outcome,) = await desk.send(await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.EMAIL))
    assert outcome.status == "sent"


@pytest.mark.parametrize(
    ("own", "code", "waits"),
    [
        (None, "30023", True),  # the same sender
        (SenderValues(address="+12065550177"), "30023", False),  # a number of its own: another brand
        (SenderValues(address="+12065550177"), "63038", True),  # of the same account
        (SenderValues(address="+12065550177", account="AC" + "7" * 32, secret="token"), "63038", False),
    ],
)
async def test_a_limit_is_of_the_sender_or_its_account_whichever_agency_sends(
    desk: Desk, own: SenderValues | None, code: str, waits: bool
) -> None:
    message = await a_text(desk, MOBILE, "26-1")
    await desk.send(message)
    await report(desk, message, code)
    async with desk.database.transaction() as session:
        await agencies.add(session, an_agency(OTHER_ORI))
        if own:
            await senders.put(session, desk.vault, ori=OTHER_ORI, channel="sms", values=own, now=desk.now)
    async with desk.database.reading() as session:
        found = await sender_pauses.in_force(session, OTHER_ORI, Channel.SMS, now=desk.now)
    assert (found is not None) is waits


async def report(desk: Desk, message: str, code: str) -> None:
    """A receipt of a text that was sent."""
    sid = (await desk.row(message)).provider_message_id or ""
    form = {"MessageSid": sid, "MessageStatus": "undelivered", "ErrorCode": code}
    receipt = read_callback(form.items(), message_id=message, now=desk.now)
    assert receipt is not None
    await DeliveryReceipts(desk.database, desk.vault, clock=lambda: desk.now, wake_relay=lambda: None).take([receipt])


async def test_fifty_receipts_of_one_limit_are_one_task_and_no_failure(desk: Desk) -> None:
    sent = [await a_text(desk, MOBILE, f"26-{n}") for n in range(50)]
    for each in sent:
        await desk.send(each)
    for each in sent:
        await report(desk, each, "30023")
    rows = [await desk.row(each) for each in sent]
    assert {(row.status, row.reason) for row in rows} == {("temporary_failure", "sender_limit: 30023")}
    over = resets_at(LimitReset.PACIFIC_MIDNIGHT, desk.now)
    assert {row.not_before - over < timedelta(minutes=1) for row in rows if row.not_before} == {True}
    [task] = await tasks(desk.database)
    assert (task.task_key, task.times, await cuts(desk.database)) == ("sender_trouble/twilio/30023", 50, 0)


async def test_a_limit_met_each_day_is_waited_for_each_day_and_counts_as_no_failure(desk: Desk) -> None:
    message = await a_text(desk, MOBILE, "26-1", MessageKey.CASE_NUMBER)
    await desk.set_call("26-1", case_number="26-1", case_status=CaseStatus.OPENED)
    for _ in range(4):
        async with desk.database.transaction() as session:
            row = await outbox.lock(session, message)
            row.status, row.sending_at, row.provider_message_id = "sent", desk.now, uuid4().hex
        await report(desk, message, "30027")
        row = await desk.row(message)
        assert (row.status, row.reason) == ("temporary_failure", "sender_limit: 30027")
        assert row.not_before is not None
        desk.now = row.not_before


async def test_a_report_that_comes_after_the_reset_pauses_nothing(desk: Desk) -> None:
    message = await a_text(desk, MOBILE, "26-1")
    await desk.send(message)
    async with desk.database.transaction() as session:
        (await outbox.lock(session, message)).sending_at = desk.now - timedelta(hours=26)
    await report(desk, message, "30023")
    row = await desk.row(message)
    assert (row.status, about(row.not_before)) == ("temporary_failure", about(desk.now + SOON))
    async with desk.database.reading() as session:
        assert await sender_pauses.in_force(session, ORI, Channel.SMS, now=desk.now) is None
    assert await tasks(desk.database) == []


async def test_an_answer_that_is_held_for_long_is_none(desk: Desk) -> None:
    await desk.send(await a_text(desk, AT_LIMIT, "26-1"))
    message = await a_text(desk, MOBILE, "26-2", MessageKey.HELP)
    await desk.send(message)
    row = await desk.row(message)
    assert about(row.not_before) == about(row.planned_at + ANSWERED_WITHIN)
    async with desk.database.transaction() as session:  # answers go by the wall clock, which stands here
        row = await outbox.lock(session, message)
        row.valid_until = desk.now
    assert [(each.status, each.reason) for each in await desk.send(message)] == [("withheld", "stale")]


@pytest.mark.parametrize("key", [MessageKey.CALL_RECEIVED, MessageKey.CALL_CANCELLED])
async def test_what_was_held_until_the_night_waits_for_the_morning(desk: Desk, key: MessageKey) -> None:
    ended = End.CANCELLED if key is MessageKey.CALL_CANCELLED else None
    midnight = desk.now.astimezone(LOCAL).replace(hour=0, minute=1) + timedelta(days=1)
    call = await desk.set_call("26-1", ended=ended)
    message = await desk.plan(call, await desk.set_person(call), key, Channel.SMS, reason="sender_limit: 30023")
    desk.now = midnight.astimezone(UTC)
    with pytest.raises(ApplicationError, match="QuietHours"):
        await desk.send(message)
    desk.later(hours=8)
    assert (await desk.send(message))[0].status == "sent"
