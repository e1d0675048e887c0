"""In whatever order receipts come, and however often, a message ends the same."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from domain.messages import Channel
from messaging.providers.sendgrid_receipts import read_events
from tests.intake.books import SID, Books

STORIES = (
    ("queued", "sending", "sent", "delivered", "read"),
    ("sent", "undelivered/30003"),
    ("sent", "undelivered/30005"),
    ("sent", "undelivered/21610"),
    ("failed/30002",),
    ("sent", "undelivered/30023"),
    ("failed/63038",),
    ("sent", "undelivered/30999"),
    ("sent", "delivered", "undelivered/30005"),
    ("sent", "delivered", "undelivered/30008"),
    ("sent", "canceled"),
    ("sent", "a status of 2031", "delivered"),
)
ANSWER = "the answer to the create call"
_numbers = count(1)


@pytest.fixture
def sqlite_books(sqlite_database: Database, vault: Vault) -> Books:
    return Books(sqlite_database, vault)


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
    ({"event": "processed"}, {"event": "bounce", "type": "bounce", "status": "4.2.2"}),
    ({"event": "processed"}, {"event": "delivered"}, {"event": "bounce", "type": "bounce", "status": "4.2.2"}),
    ({"event": "dropped", "reason": "Recipient List over Package Quota"},),
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
