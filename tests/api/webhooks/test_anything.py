"""Whatever is posted to the webhooks, signed or not: no 5xx, and nothing is stored that should not be.

Usually a part of it: every naughty string and a thousand bodies per route with CASELINE_TEST_THOROUGH=1.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from urllib.parse import quote, urlencode

import httpx
import pytest
from sqlmodel import SQLModel, func, select

from db.connection.session import Database
from db.tables import Consent, DeliveryReceipt, InboundReply, InboxEvent, OutboundMessage, StaffTask, TimelineEntry
from domain.messages import Channel
from tests.api.webhooks.conftest import ACCOUNT, EVENTS, FORM, STATUS, signed_events, signed_form
from tests.post import Post
from tests.shared_material import naughty_strings
from tests.thoroughness import THOROUGH, on_the_stricter_database

MANY, STEP = (1000, 1) if THOROUGH else (150, 5)
"""How many bodies; every how manieth naughty string."""
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what never comes so far as the database."""

INBOUND = "/webhooks/twilio/inbound"
STORED: tuple[type[SQLModel], ...] = (
    *(DeliveryReceipt, InboundReply, InboxEvent, StaffTask, Consent, TimelineEntry, OutboundMessage),
)
FIELDS = ("MessageSid", "MessageStatus", "ErrorCode", "From", "To", "Body", "MessagingServiceSid", "SmsSid")
EVENT_FIELDS = ("event", "sg_event_id", "sg_message_id", "message_id", "timestamp", "status", "type", "reason", "email")
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    return naughty_strings()[::STEP]


async def stored(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        counted = {
            t.__name__: (await session.execute(select(func.count()).select_from(t))).scalar_one() for t in STORED
        }
    return {name: count for name, count in counted.items() if count}


def unsigned(path: str) -> dict[str, str]:
    kind = "application/json" if path == EVENTS else FORM
    return {"Content-Type": kind, "X-Twilio-Signature": "bm8=", **{k: "1" for k in signed_events(b"") if k[0] == "X"}}


async def refused(http: httpx.AsyncClient, path: str, bodies: Iterable[bytes]) -> None:
    headers = unsigned(path)
    for body in bodies:
        answer = await http.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM), body


@on_one_database
@pytest.mark.parametrize("path", [STATUS, INBOUND, EVENTS])
async def test_random_bodies_without_a_signature_are_refused(
    anonymous: httpx.AsyncClient, database: Database, path: str
) -> None:
    chance = random.Random(path)
    await refused(anonymous, path, (chance.randbytes(chance.randrange(300)) for _ in range(MANY)))
    assert await stored(database) == {}


@on_one_database
@pytest.mark.parametrize("path", [STATUS, INBOUND, EVENTS])
async def test_naughty_strings_without_a_signature_are_refused(
    anonymous: httpx.AsyncClient, database: Database, path: str, naughty: list[str]
) -> None:
    await refused(anonymous, path, (text.encode("utf-8", "surrogatepass") for text in naughty))
    await refused(anonymous, path, (urlencode({"AccountSid": ACCOUNT, "Body": text}).encode() for text in naughty))
    assert await stored(database) == {}


@on_the_stricter_database
async def test_naughty_strings_that_twilio_signed_are_answered_and_forgotten(
    anonymous: httpx.AsyncClient, database: Database, naughty: list[str]
) -> None:
    for text in naughty:
        path = f"{STATUS}?message={quote(text[:150])}"
        body, headers = signed_form(path, dict.fromkeys(FIELDS, text) | {"AccountSid": ACCOUNT})
        assert (await anonymous.post(path, content=body, headers=headers)).status_code == 204, text
    assert await stored(database) == {}


@on_the_stricter_database
async def test_naughty_words_about_a_message_of_ours_leave_it_where_it_is(
    anonymous: httpx.AsyncClient, post: Post, naughty: list[str]
) -> None:
    message = await post.a_message(status="sent", provider_message_id="SM1")
    for text in naughty:
        path = f"{STATUS}?message={message}"
        body, headers = signed_form(path, dict.fromkeys(FIELDS, text) | {"AccountSid": ACCOUNT, "MessageSid": "SM1"})
        assert (await anonymous.post(path, content=body, headers=headers)).status_code == 204, text
    assert (await post.row(message)).status == "sent"
    assert {receipt.effect for receipt in await post.receipts(message)} == {"ignored"}
    assert all(receipt.said.isprintable() and len(receipt.said) <= 200 for receipt in await post.receipts(message))


async def test_naughty_strings_that_sendgrid_signed_are_answered_and_forgotten(
    anonymous: httpx.AsyncClient, post: Post, naughty: list[str]
) -> None:
    message = await post.a_message(Channel.EMAIL, status="sent", provider_message_id="theirs")
    known = {"event": "processed", "message_id": message}
    events = [dict.fromkeys(EVENT_FIELDS, text) for text in naughty]
    events += [dict.fromkeys(EVENT_FIELDS, text) | known for text in naughty]
    for start in range(0, len(events), 100):
        body = json.dumps(events[start : start + 100]).encode()
        answer = await anonymous.post(EVENTS, content=body, headers=signed_events(body))
        assert answer.status_code == 204, answer.text
    assert (await post.row(message)).status == "sent"
    assert {receipt.effect for receipt in await post.receipts(message)} == {"ignored"}


@on_the_stricter_database
async def test_bodies_that_are_no_events_are_a_problem_even_when_signed(
    anonymous: httpx.AsyncClient, database: Database, naughty: list[str]
) -> None:
    chance = random.Random(1)
    bodies = [text.encode("utf-8", "surrogatepass") for text in naughty]
    bodies += [chance.randbytes(chance.randrange(300)) for _ in range(MANY // 2)]
    bodies += [json.dumps(anything(chance)).encode() for _ in range(MANY // 2)]
    for body in bodies:
        answer = await anonymous.post(EVENTS, content=body, headers=signed_events(body))
        assert answer.status_code in {204, 400, 403}, body
    assert await stored(database) == {}


@on_the_stricter_database
async def test_random_fields_that_twilio_signed_are_answered(anonymous: httpx.AsyncClient, database: Database) -> None:
    chance = random.Random(2)
    for _ in range(MANY):
        path = f"{chance.choice((STATUS, INBOUND))}?message={quote(noise(chance))}"
        names = [chance.choice((*FIELDS, noise(chance))) for _ in range(chance.randrange(6))]
        body, headers = signed_form(path, {name: noise(chance) for name in names} | {"AccountSid": ACCOUNT})
        answer = await anonymous.post(path, content=body, headers=headers)
        assert answer.status_code in {200, 204}, answer.text
    assert await stored(database) == {}


def noise(chance: random.Random) -> str:
    """Text of any kind, without what a form cannot carry: half of a surrogate pair."""
    points = (chance.choice((chance.randrange(0x80), chance.randrange(0xD800), 0x1F600)) for _ in range(30))
    return "".join(map(chr, points))[: chance.randrange(30)]


def anything(chance: random.Random, depth: int = 3) -> object:
    """Any JSON; half a surrogate pair too, which JSON can say."""
    leaves = [None, True, -1, 10**30, 1e300, float("nan"), "\ud800", "\x00", noise(chance), "bounce", "delivered"]
    if depth == 0:
        return chance.choice(leaves)
    inner = [anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    keys = [chance.choice((*EVENT_FIELDS, noise(chance))) for _ in inner]
    return chance.choice((inner, dict(zip(keys, inner, strict=True)), chance.choice(leaves)))
