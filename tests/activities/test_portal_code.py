"""The text with a one-time code, as it reaches a phone."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from db.queries import contacts
from db.tables import Call, PortalLink, new_id
from domain.messages import LANGUAGES, Channel, MessageKey
from messaging.compose import NOTE
from messaging.links import WITH_LINK
from tests.desk import Desk


async def a_code(desk: Desk, language: str, *, with_link: bool) -> str:
    """The text of a code, sent."""
    call = await desk.set_call(case_number="26-88")
    async with desk.database.transaction() as session:
        (await session.get_one(Call, call.id)).case_number = "26-88"
    person = await desk.set_person(call, language=language)
    facts = {"minutes": 10} | ({WITH_LINK: True} if with_link else {})
    message = new_id()
    note = desk.vault.seal("004711", context=NOTE, row=message)
    values = {"id": message, "language": language, "facts": facts, "note_sealed": note}
    await desk.plan(call, person, MessageKey.PORTAL_CODE, Channel.SMS, **values)
    (outcome,) = await desk.send(message, public_url="https://portal.springfield.example:8443/")
    assert outcome.status == "sent"
    (text,) = desk.texts()
    return str(text["body"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_d6_a_code_ends_with_the_line_that_binds_it_to_our_host(desk: Desk, language: str) -> None:
    body = await a_code(desk, language, with_link=False)
    assert body.splitlines()[-1] == "@portal.springfield.example #004711"
    assert "http" not in body


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_code_that_may_be_one_of_the_last_carries_the_link(desk: Desk, language: str) -> None:
    body = await a_code(desk, language, with_link=True)
    (token,) = re.findall(r"https://portal\.springfield\.example:8443/p/([\w-]{22})\s", body)
    assert body.splitlines()[-1] == "@portal.springfield.example #004711"
    async with desk.database.reading() as session:
        (link,) = await session.scalars(select(PortalLink))
    assert link.token_hash == desk.vault.token_hash(token)
    assert link.address_hash == contacts.phone_hash(desk.vault, "+12065550123")
