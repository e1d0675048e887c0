"""What SendGrid posts is believed if it is signed and of this moment; a batch is taken in event by event."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from db.connection.session import Database
from db.tables import Consent, DeliveryReceipt
from domain.messages import Channel
from tests.api.conftest import NOW
from tests.api.webhooks.conftest import EVENTS, STRANGER, Vendors, signed_events
from tests.post import Post

THEIRS = "X" * 22


def an_event(message: str, event: str, n: int = 1, **fields: Any) -> dict[str, Any]:
    usual = {"email": "ana@example.com", "event": event, "sg_event_id": f"{event}-{message}-{n}"}
    about = {"message_id": message, "sg_message_id": f"{THEIRS}.recvd-1", "smtp-id": "<x@ismtpd>"}
    return usual | about | {"timestamp": int(NOW.timestamp()) - 60} | fields


async def an_email(post: Post, **values: Any) -> str:
    return await post.a_message(Channel.EMAIL, **({"status": "sent", "provider_message_id": THEIRS} | values))


async def all_receipts(database: Database) -> list[DeliveryReceipt]:
    async with database.reading() as session:
        return list((await session.scalars(select(DeliveryReceipt).order_by(col(DeliveryReceipt.id)))).all())


async def test_events_move_their_messages(vendors: Vendors, post: Post) -> None:
    message = await an_email(post)
    assert await vendors.sendgrid(an_event(message, "processed"), an_event(message, "delivered")) == 204
    row = await post.row(message)
    assert (row.status, row.delivered_at) == ("delivered", NOW - timedelta(minutes=1))


async def test_a_bounce_after_delivered_wins_even_without_sendgrids_own_id(vendors: Vendors, post: Post) -> None:
    message = await an_email(post)
    bounce = an_event(message, "bounce", type="bounce", status="5.2.2", reason="552 ana@example.com is full")
    del bounce["sg_message_id"]
    assert await vendors.sendgrid(an_event(message, "delivered"), bounce) == 204
    row = await post.row(message)
    assert (row.status, row.reason, row.provider_code) == ("permanent_failure", "undelivered: 5.2.2", "5.2.2")
    assert row.delivered_at is None


async def test_an_email_without_our_id_is_found_by_sendgrids(vendors: Vendors, post: Post) -> None:
    message = await an_email(post)
    assert await vendors.sendgrid(an_event(message, "delivered") | {"message_id": ""}) == 204
    assert (await post.row(message)).status == "delivered"


@pytest.mark.parametrize(
    ("event", "status", "stopped"),
    [
        (an_event("", "deferred", response="451 try again"), "sent", False),
        (an_event("", "bounce", type="blocked", status="5.7.1"), "permanent_failure", False),
        (an_event("", "dropped", reason="Bounced Address"), "permanent_failure", False),
        (an_event("", "dropped", reason="Unsubscribed Address"), "permanent_failure", True),
        (an_event("", "dropped", reason="Spam Reporting Address"), "permanent_failure", True),
        (an_event("", "spamreport"), "sent", True),
        (an_event("", "unsubscribe"), "sent", True),
        (an_event("", "group_unsubscribe", asm_group_id=1), "sent", True),
        (an_event("", "group_resubscribe"), "sent", False),
        (an_event("", "open", ip="192.0.2.1"), "sent", False),
        (an_event("", "click", url="https://example.org"), "sent", False),
        (an_event("", "an event of 2031"), "sent", False),
    ],
    ids=lambda value: str(value["event"] + value.get("reason", "")) if isinstance(value, dict) else "",
)
async def test_what_each_event_comes_to(
    vendors: Vendors, post: Post, database: Database, event: dict[str, Any], status: str, stopped: bool
) -> None:
    message = await an_email(post)
    assert await vendors.sendgrid(event | {"message_id": message}) == 204
    assert (await post.row(message)).status == status
    async with database.reading() as session:
        words = (await session.scalars(select(Consent))).all()
    said = [(word.purpose, word.given) for word in words]
    assert said == ([("updates", False), ("survey", False)] if stopped else [])


async def test_a_batch_twice_and_backwards_is_taken_once(vendors: Vendors, post: Post, database: Database) -> None:
    ours = [await an_email(post, number=f"26-{n}") for n in range(5)]
    words = ("processed", "deferred", "delivered")
    batch = [an_event(id_, word, n) for id_ in ours for word in words for n in range(33)]
    batch += [an_event("f" * 32, "delivered", n) | {"sg_message_id": "other"} for n in range(5)]
    assert await vendors.sendgrid(*batch) == 204
    assert await vendors.sendgrid(*reversed(batch)) == 204
    assert await vendors.sendgrid(*batch[:10], *batch[:10]) == 204
    assert len(await all_receipts(database)) == 5 * 3 * 33
    assert {(await post.row(id_)).status for id_ in ours} == {"delivered"}


@pytest.mark.parametrize(
    "late", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=400)], ids=["stale", "early", "replayed"]
)
async def test_events_of_another_moment_are_refused(
    vendors: Vendors, post: Post, database: Database, late: timedelta
) -> None:
    message = await an_email(post)
    assert await vendors.sendgrid(an_event(message, "delivered"), at=NOW - late) == 403
    assert (await post.row(message)).status == "sent"
    assert await all_receipts(database) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Twilio-Email-Event-Webhook-Signature": ""},
        {"X-Twilio-Email-Event-Webhook-Signature": "bm8="},
        {"X-Twilio-Email-Event-Webhook-Timestamp": ""},
        {"X-Twilio-Email-Event-Webhook-Timestamp": "1e9"},
        signed_events(b"[]"),
        signed_events(b"[]", signer=STRANGER),
    ],
)
async def test_what_sendgrid_did_not_sign_is_refused(
    anonymous: httpx.AsyncClient, post: Post, database: Database, headers: dict[str, str]
) -> None:
    message = await an_email(post)
    body = json.dumps([an_event(message, "delivered")]).encode()
    answer = await anonymous.post(EVENTS, content=body, headers=signed_events(body) | headers)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert await all_receipts(database) == []


async def test_without_a_key_nothing_is_believed_and_the_answer_says_so(app: FastAPI, vendors: Vendors) -> None:
    app.state.dependencies = replace(app.state.dependencies, sendgrid_events=None)
    body = b"[]"
    answer = await vendors.http.post(EVENTS, content=body, headers=signed_events(body))
    assert answer.status_code == 403
    assert "CASELINE_SENDGRID_WEBHOOK_KEY" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[", b"[" * 5000])
async def test_a_signed_body_that_is_no_list_is_a_problem(anonymous: httpx.AsyncClient, body: bytes) -> None:
    answer = await anonymous.post(EVENTS, content=body, headers=signed_events(body))
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_another_kind_of_body_is_refused(anonymous: httpx.AsyncClient) -> None:
    headers = signed_events(b"[]") | {"Content-Type": "text/plain"}
    assert (await anonymous.post(EVENTS, content=b"[]", headers=headers)).status_code == 415


async def test_while_our_clock_is_a_day_ahead_events_of_this_moment_by_the_databases_clock_are_taken(
    vendors: Vendors, post: Post
) -> None:
    """The clock of the test's API stands at another day; refused, an email in doubt would be sent again."""
    message, now = await an_email(post), datetime.now(UTC)
    assert abs(now - NOW) > timedelta(hours=1)
    assert await vendors.sendgrid(an_event(message, "delivered"), at=now - timedelta(hours=1)) == 403
    assert await vendors.sendgrid(an_event(message, "delivered"), at=now) == 204
    assert (await post.row(message)).status == "delivered"
