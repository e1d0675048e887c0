"""What a message is told of when it leaves: whether 911 takes texts, and a date only if it is the message's own."""

from __future__ import annotations

from typing import Any

import pytest

from db.queries import agencies
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.messages import Channel, MessageKey
from tests.desk import ORI, Desk

ARRESTED: dict[str, Any] = {"case_status": CaseStatus.ARREST, "case_counts": {"arrest": 1}}


async def the_email(desk: Desk, key: MessageKey, *, n: int = 1, **state: Any) -> str:
    call = await desk.set_call(case_number="26-4711", case_status_at=desk.now, **state)
    person = await desk.set_person(call, email="ana@example.com", roles=[ContactRole.VICTIM])
    [outcome] = await desk.send(await desk.plan(call, person, key, Channel.EMAIL, n=n))
    assert outcome.status == "sent"
    [sent] = desk.texts(to="ana@example.com")
    return str(sent["html"])


async def test_an_arrest_is_dated_while_it_is_where_the_case_stands(desk: Desk) -> None:
    assert "The arrest was made on" in await the_email(desk, MessageKey.ARREST_MADE, **ARRESTED)


@pytest.mark.parametrize(
    "since",
    [
        {"case_status": CaseStatus.CHARGED, "case_counts": {"arrest": 1, "charged": 1}},
        {"case_status": CaseStatus.CLOSED, "case_counts": {"arrest": 1, "closed": 1}},
        {"case_status": CaseStatus.ARREST, "case_counts": {"arrest": 2}},
    ],
    ids=["charged since", "closed since", "a second arrest since"],
)
async def test_the_date_of_a_later_step_is_not_said_to_be_that_of_the_arrest(desk: Desk, since: dict[str, Any]) -> None:
    said = await the_email(desk, MessageKey.ARREST_MADE, **since)
    assert "Someone was arrested in your case." in said
    assert "The arrest was made on" not in said


@pytest.mark.parametrize(("fact", "words"), [(False, "call 911."), (True, "call or text 911.")])
async def test_an_agency_says_to_text_911_only_if_911_takes_texts(desk: Desk, fact: bool, words: str) -> None:
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.text_to_911 = fact
    await desk.send(await desk.a_text())
    [text] = desk.texts()
    assert f"In an emergency, {words}" in text["body"]
