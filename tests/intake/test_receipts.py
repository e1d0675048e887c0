"""Receipts in any order, doubled, early, late and about an older attempt: each counts once and all end the same."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from activities.bookkeeping import Bookkeeping
from activities.outbox import Outbox
from activities.providers.carrier import Accepted, SenderRefused
from activities.providers.reports import ProviderReport
from activities.providers.sendgrid_receipts import read_events
from activities.providers.twilio_receipts import read_callback
from db.queries import staff_tasks
from db.session import Database
from db.tables import Consent
from db.vault import Vault
from domain.delivery import RESENT_AFTER
from domain.messages import Channel
from intake.receipts import ReceiptBook
from tests.intake.fakes import StandingClock
from tests.post import NOW, ORI, Post

SID, OTHER = "SM" + "a" * 32, "SM" + "b" * 32
_numbers = count(1)


class Books:
    """What writes receipts down, and what writes down how the create call was answered."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.clock = StandingClock(NOW)
        self.told = 0
        self.post = Post(database=database, vault=vault)
        self._book = ReceiptBook(database, vault, clock=self.clock, told=self._tell)
        self._sending = Bookkeeping(database=database, vault=vault, outbox=Outbox(vault=vault))

    def _tell(self) -> None:
        self.told += 1

    async def twilio(self, message: str, said: str, code: str = "", *, sid: str = SID) -> None:
        """One status callback."""
        await self._book.take([a_report(message, said, code, sid=sid, clock=self.clock)])

    async def take(self, *reports: ProviderReport) -> None:
        """Several at once."""
        await self._book.take(reports)

    async def answer(self, message: str, *, sid: str = SID) -> str:
        """The answer to the create call; returns what the workflow is told."""
        accepted = Accepted(provider_message_id=sid)
        outcome = await self._sending.accepted(message, "twilio", accepted, now=self.clock())
        assert outcome is not None
        return outcome.status

    async def refuse(self, message: str, code: str) -> None:
        """The create call was refused, as every other would be."""
        await self._sending.postponed(message, "twilio", SenderRefused(code), doubtful=False, now=self.clock())

    async def state(self, message: str) -> dict[str, Any]:
        """Of the row, what receipts change."""
        row = await self.post.row(message)
        names = ("status", "reason", "provider_message_id", "provider_code", "delivered_at", "not_before")
        return {name: getattr(row, name) for name in names}


def a_report(message: str, said: str, code: str = "", *, sid: str = SID, clock: StandingClock) -> ProviderReport:
    form = {"MessageSid": sid, "MessageStatus": said, "From": "+12065550100"}
    report = read_callback((form | ({"ErrorCode": code} if code else {})).items(), message_id=message, now=clock())
    assert report is not None
    return report


@pytest.fixture
def books(database: Database, vault: Vault) -> Books:
    return Books(database, vault)


@pytest.fixture
def sqlite_books(sqlite_database: Database, vault: Vault) -> Books:
    return Books(sqlite_database, vault)


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
        row = await Outbox(vault=books.post.vault).lock(session, message)
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


STORIES = (
    ("queued", "sending", "sent", "delivered", "read"),
    ("sent", "undelivered/30003"),
    ("sent", "undelivered/30005"),
    ("sent", "undelivered/21610"),
    ("failed/30002",),
    ("sent", "delivered", "undelivered/30005"),
    ("sent", "delivered", "undelivered/30008"),
    ("sent", "canceled"),
    ("sent", "a status of 2031", "delivered"),
)
ANSWER = "the answer to the create call"


@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_in_whatever_order_the_receipts_of_a_text_come_it_ends_the_same(
    sqlite_books: Books, data: st.DataObject
) -> None:
    story = (ANSWER, *data.draw(st.sampled_from(STORIES)))
    again = data.draw(st.lists(st.sampled_from(story), max_size=3))
    shuffled = data.draw(st.permutations([*story, *(step for step in again if step != ANSWER)]))
    assert await played(sqlite_books, shuffled) == await played(sqlite_books, story)


async def played(books: Books, story: Any) -> dict[str, Any]:
    """How a text ends, told in a call of its own."""
    n = next(_numbers)
    sid = f"{SID}{n}"
    message = await books.post.a_message(number=f"26-{n}")
    for step in story:
        said, _, code = step.partition("/")
        if step == ANSWER:
            await books.answer(message, sid=sid)
        else:
            await books.twilio(message, said, code, sid=sid)
    inbox = [line.type for line in await books.post.inbox() if line.call_number == f"26-{n}"]
    failed = "delivery.failed" in inbox  # that the workflow looked once too often is no matter
    return await books.state(message) | {"provider_message_id": None, "failed": failed}


MAIL_STORIES = (
    ({"event": "processed"}, {"event": "deferred"}, {"event": "delivered"}),
    ({"event": "processed"}, {"event": "bounce", "type": "bounce", "status": "5.1.1"}),
    ({"event": "processed"}, {"event": "delivered"}, {"event": "bounce", "type": "blocked", "status": "5.7.1"}),
    ({"event": "processed"}, {"event": "delivered"}, {"event": "spamreport"}),
    ({"event": "dropped", "reason": "Unsubscribed Address"},),
)


@given(data=st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_in_whatever_order_the_events_of_an_email_come_it_ends_the_same(
    sqlite_books: Books, data: st.DataObject
) -> None:
    story = data.draw(st.sampled_from(MAIL_STORIES))
    shuffled = data.draw(st.permutations([*story, *data.draw(st.lists(st.sampled_from(story), max_size=3))]))
    assert await mailed(sqlite_books, shuffled) == await mailed(sqlite_books, story)


async def mailed(books: Books, story: Any) -> dict[str, Any]:
    n = next(_numbers)
    message = await books.post.a_message(
        Channel.EMAIL, number=f"26-{n}", status="sent", provider_message_id=f"theirs{n}"
    )
    for step in story:
        event = step | {"sg_event_id": f"{step['event']}{n}", "message_id": message, "timestamp": 1764000000}
        body = str([event]).replace("'", '"').encode()
        await books.take(*read_events(body, now=books.clock()))
    return await books.state(message) | {"provider_message_id": None}
