"""Messages about a case lead to the portal, by a link that only their reader has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlmodel import select

from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import Agency, Call, PortalLink
from domain.messages import KEY_RULES, Channel, MessageKey
from messaging.compose import sealed_message
from messaging.links import LENGTH, carries_link
from tests.builders import a_policy
from tests.desk import ORI, POLICY, Desk
from tests.new_hash_key import replaced

EMAIL = "ana@example.org"
LINK = re.compile(r"https?://\S+?/p/([\w-]+)")


async def a_case(desk: Desk, **state: Any) -> tuple[Call, str]:
    """A case with its victim."""
    known: dict[str, Any] = {"case_number": "26-88"} | state
    call = await desk.set_call(**known)
    async with desk.database.transaction() as session:
        (await session.get_one(Call, call.id)).case_number = known["case_number"]
    return call, await desk.set_person(call, email=EMAIL)


async def said(desk: Desk, call: Call, person: str, key: MessageKey, channel: Channel, **values: Any) -> str:
    """What the message says once it is sent."""
    message = await desk.plan(call, person, key, channel, **values)
    (outcome,) = await desk.send(message)
    assert outcome.status == "sent", outcome
    letter = sealed_message(desk.vault, await desk.row(message))
    assert letter is not None
    return f"{letter.text}\n{letter.html or ''}"


async def links(desk: Desk) -> list[PortalLink]:
    async with desk.database.reading() as session:
        return list((await session.scalars(select(PortalLink))).all())


async def test_the_text_with_the_case_number_has_the_link_and_says_nothing_else_about_the_case(desk: Desk) -> None:
    call, person = await a_case(desk)
    text = await said(desk, call, person, MessageKey.CASE_NUMBER, Channel.SMS)
    [token] = LINK.findall(text)
    [link] = await links(desk)
    assert len(token) == LENGTH
    assert link.token_hash == Vault.token_hash(token)
    assert link.address_hash == contacts.phone_hash(desk.vault, "+12065550123")
    assert (link.ori, link.contact_id, link.channel) == (ORI, person, "sms")
    assert "26-88. Please keep it. Follow your case: http" in text
    assert "Questions?" not in text


async def test_every_email_about_a_case_has_the_same_link_and_another_than_texts(desk: Desk) -> None:
    call, person = await a_case(desk)
    first = await said(desk, call, person, MessageKey.CASE_NUMBER, Channel.EMAIL)
    second = await said(desk, call, person, MessageKey.VICTIM_RIGHTS, Channel.EMAIL)
    text = await said(desk, call, person, MessageKey.CASE_NUMBER, Channel.SMS)
    tokens = {frozenset(LINK.findall(each)) for each in (first, second)}
    assert len(tokens) == 1
    assert len({*LINK.findall(first), *LINK.findall(text)}) == len(await links(desk)) == 2
    assert "Follow your case" in second


@pytest.mark.parametrize(
    ("key", "channel"), [(MessageKey.VICTIM_RIGHTS, Channel.SMS), (MessageKey.CALL_RECEIVED, Channel.EMAIL)]
)
async def test_other_texts_and_news_of_the_call_have_none(desk: Desk, key: MessageKey, channel: Channel) -> None:
    call, person = await a_case(desk)
    assert "/p/" not in await said(desk, call, person, key, channel)
    assert await links(desk) == []


async def test_nothing_leads_to_a_case_that_has_no_number(desk: Desk) -> None:
    call, person = await a_case(desk, case_number=None)
    assert "/p/" not in await said(desk, call, person, MessageKey.VICTIM_RIGHTS, Channel.EMAIL)


async def test_an_agency_may_leave_it_out(desk: Desk) -> None:
    call, person = await a_case(desk)
    async with desk.database.transaction() as session:
        agency = await session.get_one(Agency, ORI)
        agency.policy = POLICY.replace("enabled = true", "enabled = false")
    text = await said(desk, call, person, MessageKey.CASE_NUMBER, Channel.SMS)
    assert "/p/" not in text
    assert "Questions?" in text
    assert await links(desk) == []


def test_a_text_has_it_once_and_every_email_to_victims() -> None:
    policy = a_policy()
    assert [key for key in MessageKey if carries_link(key, Channel.SMS, policy)] == [MessageKey.CASE_NUMBER]
    for_victims = [key for key, rule in KEY_RULES.items() if rule.victims_only]
    assert [key for key in MessageKey if carries_link(key, Channel.EMAIL, policy)] == for_victims


async def test_after_a_new_hash_key_both_links_lead_to_the_case(desk: Desk, key_ring: KeyRing) -> None:
    call, person = await a_case(desk)
    before = LINK.findall(await said(desk, call, person, MessageKey.CASE_NUMBER, Channel.EMAIL))[0]
    await replaced(desk.database, key_ring)
    after = LINK.findall(await said(desk, call, person, MessageKey.VICTIM_RIGHTS, Channel.EMAIL))[0]
    found = {link.token_hash: link.address_hash for link in await links(desk)}
    assert found.keys() == {Vault.token_hash(before), Vault.token_hash(after)}
    assert set(found.values()) == {contacts.email_hash(desk.vault, EMAIL)}
