"""Texts as Twilio posts them, and what it was answered."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import httpx
from sqlmodel import select

from db.connection.session import Database
from tests.api.webhooks.conftest import ACCOUNT, signed_form

INBOUND = "/webhooks/twilio/inbound"
STRANGER = "+12065550199"


def a_text(body: str | None, *, sid: str = "SM" + "b" * 32, **fields: str) -> dict[str, str]:
    """A text as Twilio describes it; without a body it is a picture."""
    words = {} if body is None else {"Body": body}
    usual = {"AccountSid": ACCOUNT, "MessageSid": sid, "SmsSid": sid, "From": "+12065550123", "To": "+15005550006"}
    return (
        usual | {"NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "FromCity": "SEATTLE"} | words | fields
    )


async def send(http: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
    body, headers = signed_form(INBOUND, form)
    return await http.post(INBOUND, content=body, headers=headers)


def said(answer: httpx.Response) -> list[str]:
    """The texts of the TwiML."""
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.text)  # noqa: S314  our own answer
    assert root.tag == "Response"
    return [message.text or "" for message in root.iter("Message")]


async def every(database: Database, table: type[Any]) -> list[Any]:
    async with database.reading() as session:
        return list((await session.scalars(select(table))).all())
