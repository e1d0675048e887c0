"""What Twilio posts is believed if it is signed over our public address, and refused otherwise."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from db.connection.session import Database
from db.tables import DeliveryReceipt
from tests.api.webhooks.conftest import (
    FORM,
    STATUS,
    Vendors,
    a_callback,
    only_for,
    signed_form,
)
from tests.post import ORI, Post

SID = "SM" + "a" * 32


async def receipts(database: Database) -> list[DeliveryReceipt]:
    async with database.reading() as session:
        return list((await session.scalars(select(DeliveryReceipt))).all())


async def test_a_receipt_moves_its_message(vendors: Vendors, post: Post, database: Database) -> None:
    message = await post.a_message(status="sent", provider_message_id=SID)
    assert await vendors.twilio(message, SID, "delivered", RawDlrDoneDate="2611251200") == 204
    row = await post.row(message)
    assert (row.status, row.delivered_at is not None) == ("delivered", True)
    [receipt] = await receipts(database)
    assert (receipt.said, receipt.effect, receipt.event_key) == ("delivered", "delivered", f"{SID}/delivered")


async def test_a_receipt_without_our_id_is_found_by_twilios(vendors: Vendors, post: Post) -> None:
    message = await post.a_message(status="sent", provider_message_id=SID)
    assert await vendors.twilio("", SID, "delivered") == 204
    assert (await post.row(message)).status == "delivered"


async def test_a_message_that_is_not_ours_is_answered_and_forgotten(vendors: Vendors, database: Database) -> None:
    assert await vendors.twilio("f" * 32, SID, "delivered") == 204
    assert await receipts(database) == []


async def test_fields_that_twilio_added_since_and_repeated_ones_are_signed_too(
    anonymous: httpx.AsyncClient, post: Post
) -> None:
    message = await post.a_message(status="sent", provider_message_id=SID)
    path = f"{STATUS}?message={message}&again=%C3%BC"
    body, headers = signed_form(path, a_callback(SID, "delivered", Later="", ChannelPrefix="سلام"))
    assert (await anonymous.post(path, content=body, headers=headers)).status_code == 204
    assert (await post.row(message)).status == "delivered"


def wrong_ways() -> dict[str, dict[str, Any]]:
    form = a_callback(SID, "delivered")
    other_host = signed_form(STATUS, form, url=f"http://internal:8080{STATUS}")
    return {
        "no signature": {"headers": {"X-Twilio-Signature": ""}},
        "no base64": {"headers": {"X-Twilio-Signature": "not a signature"}},
        "another secret": {"headers": signed_form(STATUS, form, secret="other")[1]},
        "another address": {"headers": other_host[1]},
        "another query": {"path": f"{STATUS}?message=1"},
        "another status": {"form": form | {"MessageStatus": "failed"}},
        "another account": {"form": form | {"AccountSid": "AC" + "2" * 32}},
        "no account": {"form": {k: v for k, v in form.items() if k != "AccountSid"}},
        "a field more": {"form": form | {"ErrorCode": "30005"}},
        "nothing at all": {"body": b""},
        "bytes that are no text": {"body": b"\xff\xfe\x00"},
        "more fields than anybody sends": {"body": b"&".join(b"a=1" for _ in range(1000))},
    }


@pytest.mark.parametrize("wrong", wrong_ways().values(), ids=wrong_ways().keys())
async def test_what_twilio_did_not_sign_is_refused(
    anonymous: httpx.AsyncClient, post: Post, database: Database, wrong: dict[str, Any]
) -> None:
    message = await post.a_message(status="sent", provider_message_id=SID)
    body, headers = signed_form(STATUS, a_callback(SID, "delivered"))
    if "form" in wrong:
        body, _ = signed_form(STATUS, wrong["form"])
    answer = await anonymous.post(
        wrong.get("path", STATUS),
        content=wrong.get("body", body),
        headers=headers | wrong.get("headers", {}) | {"Host": "caseline.example.org"},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert (await post.row(message)).status == "sent"
    assert await receipts(database) == []


async def test_another_kind_of_body_is_refused(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post(STATUS, json={})
    assert answer.status_code == 415
    too_large = await anonymous.post(STATUS, content=b"a" * 2_000_000, headers={"Content-Type": FORM})
    assert too_large.status_code == 413


@pytest.mark.parametrize(("agency", "status"), [("WAOTHER00", "sent"), (ORI, "delivered")])
async def test_an_agencys_own_account_reports_on_its_own_messages_only(
    vendors: Vendors, app: FastAPI, post: Post, agency: str, status: str
) -> None:
    only_for(app, agency)
    message = await post.a_message(status="sent", provider_message_id=SID)
    assert await vendors.twilio(message, SID, "delivered") == 204
    assert (await post.row(message)).status == status
