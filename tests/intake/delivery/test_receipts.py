"""Receipts doubled, early, late and about an older attempt: each counts once."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import staff_tasks
from db.tables import Consent
from domain.delivery import RESENT_AFTER
from domain.messages import Channel
from messaging import outbox
from messaging.providers.sendgrid_receipts import read_events
from messaging.sender_alerts import code_unknown
from tests.intake.books import SID, Books, a_report
from tests.post import NOW, ORI

OTHER = "SM" + "b" * 32


@pytest.fixture
def books(database: Database, vault: Vault) -> Books:
    return Books(database, vault)


async def test_a_delivered_message_costs_its_workflow_nothing(books: Books) -> None:
    message = await books.post.a_message(status="sent", provider_message_id=SID)
    await books.twilio(message, "delivered")
    assert (await books.state(message))["status"] == "delivered"
    assert (books.told, await books.post.inbox(), await books.post.timeline(message)) == (0, [], [])


async def test_a_receipt_that_comes_before_the_answer_is_no_second_message(books: Books) -> None:
    message = await books.post.a_message()
    await books.twilio(message, "sent")
    assert (await books.state(message))["provider_message_id"] == SID
    assert await books.answer(message) == "sent"
    await books.twilio(message, "delivered")
    row = await books.post.row(message)
    assert (row.status, row.provider_message_id, row.sent_at, row.attempts) == ("delivered", SID, NOW, 1)
    assert [line.entry_key for line in await books.post.timeline(message)] == [f"message/{message}/sent"]


async def test_delivered_before_the_answer_is_sent_as_far_as_the_workflow_goes(books: Books) -> None:
    message = await books.post.a_message()
    await books.twilio(message, "delivered")
    assert await books.answer(message) == "sent"
    assert (await books.state(message))["status"] == "delivered"
    assert [line.effect for line in await books.post.timeline(message)] == ["sent"]


async def test_a_final_failure_tells_the_workflow_once(books: Books) -> None:
    message = await books.post.a_message(status="sent", provider_message_id=SID)
    for _ in range(3):
        await books.twilio(message, "undelivered", "30006")
    assert (await books.state(message))["reason"] == "landline: 30006"
    [line] = await books.post.inbox()
    assert (line.type, line.facts) == ("delivery.failed", {"key": "call_received", "channel": "sms", "code": "30006"})
    [entry] = await books.post.timeline(message)
    assert (entry.kind, entry.what, entry.effect) == ("message", "call_received", "permanent_failure")
    assert books.told == 1


async def test_a_failure_that_may_pass_is_sent_again_twice_and_then_no_more(books: Books) -> None:
    message = await books.post.a_message(status="sent", provider_message_id=f"{SID}0")
    for n, pause in enumerate(RESENT_AFTER):
        await books.twilio(message, "undelivered", "30003", sid=f"{SID}{n}")
        state = await books.state(message)
        assert (state["status"], state["reason"]) == ("temporary_failure", "undelivered: 30003")
        assert state["not_before"] == books.clock() + pause
        books.clock.pass_(pause)
        await send_again(books, message)
        assert await books.answer(message, sid=f"{SID}{n + 1}") == "sent"
    await books.twilio(message, "undelivered", "30003", sid=f"{SID}{len(RESENT_AFTER)}")
    assert (await books.state(message))["status"] == "permanent_failure"
    assert [line.type for line in await books.post.inbox()] == ["messages.added", "messages.added", "delivery.failed"]


async def send_again(books: Books, message: str) -> None:
    """The worker takes it in hand once more."""
    async with books.post.database.transaction() as session:
        row = await outbox.lock(session, message)
        row.status, row.attempts = "sending", row.attempts + 1


@pytest.mark.parametrize("late", ["sent", "undelivered", "failed"])
@pytest.mark.parametrize("answered", [False, True])
async def test_what_comes_late_about_the_attempt_before_says_nothing_of_this_one(
    books: Books, late: str, answered: bool
) -> None:
    message = await books.post.a_message(status="sent", provider_message_id=SID)
    await books.twilio(message, "undelivered", "30008")
    await send_again(books, message)
    if answered:
        await books.answer(message, sid=OTHER)
    await books.twilio(message, late, "30005" if late == "failed" else "")
    assert (await books.state(message))["status"] == ("sent" if answered else "sending")
    await books.twilio(message, "delivered", sid=OTHER)
    state = await books.state(message)
    assert (state["status"], state["provider_message_id"]) == ("delivered", OTHER)


async def test_an_early_receipt_of_the_second_attempt_is_known_by_its_id(books: Books) -> None:
    message = await books.post.a_message(status="sent", provider_message_id=SID)
    await books.twilio(message, "undelivered", "30001")
    await send_again(books, message)
    await books.twilio(message, "sent", sid=OTHER)
    assert (await books.state(message))["provider_message_id"] == OTHER
    assert await books.answer(message, sid=OTHER) == "sent"


async def test_a_stop_learnt_by_a_receipt_is_kept_and_nothing_stands_in(books: Books) -> None:
    message = await books.post.a_message(status="sent", provider_message_id=SID)
    await books.twilio(message, "undelivered", "21610")
    assert (await books.state(message))["reason"] == "opted_out"
    assert await books.post.inbox() == []
    async with books.post.database.reading() as session:
        words = list((await session.scalars(select(Consent))).all())
    assert [(word.purpose, word.given, word.how) for word in words] == [
        ("updates", False, "twilio undelivered 21610"),
        ("survey", False, "twilio undelivered 21610"),
    ]


async def tasks(books: Books) -> list[tuple[str, int]]:
    async with books.post.database.reading() as session:
        return [(task.task_key, task.times) for task in await staff_tasks.open_tasks(session, ORI)]


async def test_trouble_with_the_sender_is_one_task_however_many_it_hits(
    books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(20):
        message = await books.post.a_message(status="sent", provider_message_id=f"{SID}{n}", number=f"26-{n}")
        await books.twilio(message, "undelivered", "30034", sid=f"{SID}{n}")
    assert (await books.state(message))["reason"] == "sender_refused: 30034"
    assert await tasks(books) == [("sender_trouble/twilio/30034", 20)]
    assert capsys.readouterr().out.count("sender.refused") == 1


async def test_a_task_says_in_words_what_the_code_is(books: Books) -> None:
    for code, number in (("30034", "26-1"), ("30023", "26-2")):
        message = await books.post.a_message(status="sent", provider_message_id=f"{SID}{code}", number=number)
        await books.twilio(message, "undelivered", code, sid=f"{SID}{code}")
    async with books.post.database.reading() as session:
        reasons = {task.reason for task in await staff_tasks.open_tasks(session, ORI)}
    assert reasons == {
        "twilio refuses what this agency sends: 30034 (10DLC number not registered)",
        "twilio takes no more from this sender until 2026-11-26 08:01 UTC: 30023 (10DLC daily message cap reached)",
    }


async def test_wrong_credentials_are_one_task_too(books: Books) -> None:
    for n in range(3):
        message = await books.post.a_message(number=f"26-{n}")
        await books.refuse(message, "20003")
    assert await tasks(books) == [("sender_trouble/twilio/20003", 3)]


async def test_filtered_texts_are_trouble_with_the_sender_only_in_bursts(books: Books) -> None:
    async def filtered(number: int) -> None:
        sid = f"{SID}{number}"
        message = await books.post.a_message(status="sent", provider_message_id=sid, number=f"26-{number}")
        await books.twilio(message, "undelivered", "30007", sid=sid)

    for n in range(8):
        await filtered(n)
        books.clock.pass_(timedelta(minutes=4))
    assert await tasks(books) == []
    for n in range(10, 15):
        await filtered(n)
    [(key, _)] = await tasks(books)
    assert key == "sender_trouble/twilio/30007"


async def test_receipts_at_the_same_moment_do_not_get_in_each_others_way(books: Books) -> None:
    ours = [await books.post.a_message(number=f"26-{n % 2}", n=n + 1) for n in range(6)]
    callbacks = [
        a_report(message, said, code, sid=f"{SID}{n}", clock=books.clock)
        for n, message in enumerate(ours)
        for said, code in (("sent", ""), ("undelivered", "30034"), ("undelivered", "30034"))
    ]
    await asyncio.gather(*(books.take(report) for report in callbacks), books.take(*reversed(callbacks)))
    assert {(await books.state(message))["status"] for message in ours} == {"permanent_failure"}
    assert await tasks(books) == [("sender_trouble/twilio/30034", 6)]


async def bounce(books: Books, message: str, status: str, **event: str) -> None:
    body = [{"event": "bounce", "type": "bounce", "sg_event_id": uuid4().hex, "sg_message_id": "theirs.1"} | event]
    body[0] |= {"message_id": message, "status": status}
    await books.take(*read_events(json.dumps(body).encode(), now=books.clock()))


@pytest.mark.parametrize(
    ("status", "ends", "reason"),
    [
        ("5.7.1", "permanent_failure", "sender_refused: 5.7.1"),
        ("5.7.26", "permanent_failure", "sender_refused: 5.7.26"),
        ("4.7.28", "temporary_failure", "sender_refused: 4.7.28"),
    ],
)
async def test_a_bounce_about_our_reputation_is_an_alarm(books: Books, status: str, ends: str, reason: str) -> None:
    message = await books.post.a_message(Channel.EMAIL, status="sent", provider_message_id="theirs")
    await bounce(books, message, status)
    state = await books.state(message)
    assert (state["status"], state["reason"]) == (ends, reason)
    assert await tasks(books) == [(f"sender_trouble/sendgrid/{status}", 1)]


async def test_an_email_that_bounced_for_the_time_being_is_sent_again(books: Books) -> None:
    message = await books.post.a_message(Channel.EMAIL, status="sent", provider_message_id="theirs")
    await bounce(books, message, "4.2.2", bounce_classification="Mailbox Unavailable")
    state = await books.state(message)
    assert (state["status"], state["not_before"]) == ("temporary_failure", books.clock() + RESENT_AFTER[0])
    assert [line.type for line in await books.post.inbox()] == ["messages.added"]
    assert await tasks(books) == []


async def test_a_code_that_is_not_known_is_said_once(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    code_unknown.cache_clear()
    for n in range(5):
        sid = f"{SID}{n}"
        message = await books.post.a_message(status="sent", provider_message_id=sid, number=f"26-{n}")
        await books.twilio(message, "undelivered", "39217", sid=sid)
        assert (await books.state(message))["reason"] == "undelivered: 39217"
    assert await tasks(books) == []
    assert capsys.readouterr().out.count("code.unknown") == 1
