"""What a statement in SQL copied into a victim's case is not shown: the page says a sentence instead."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from api.pages.portal import frame_texts
from db.connection.session import Database
from db.tables import OutboundMessage, Person
from domain.messages import MessageKey
from messaging.compose import CONTENT
from tests.api.portal.casework import DETECTIVE, Casework
from tests.own_logs import own_logs
from tests.portal_fixtures import HOME


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about pages."""
    return sqlite_database


async def test_anothers_message_is_not_shown(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.message(MessageKey.CASE_NUMBER, text="Rita's words")
    async with work.deps.database.transaction() as session:
        copied = work.deps.vault.seal('{"message_id": "m", "to": "", "text": "Rob"}', context=CONTENT, row="robs")
        await session.execute(update(OutboundMessage).values(content_sealed=copied))
    await refused(victim, f"{HOME}/cases/{(await work.call()).id}")
    await refused(victim, f"{HOME}/data")


async def test_anothers_name_is_not_shown_as_the_detectives(victim: httpx.AsyncClient, work: Casework) -> None:
    detective = await work.person("detective", DETECTIVE)
    mine = (await work.known()).phone_sealed
    async with work.deps.database.transaction() as session:
        of_detective = update(Person).where(col(Person.id) == detective.id)
        await session.execute(of_detective.values(phone_sealed=mine))
    await refused(victim, f"{HOME}/cases/{(await work.call()).id}")


async def refused(victim: httpx.AsyncClient, address: str) -> None:
    with own_logs() as lines:
        page = await victim.get(address)
    assert page.status_code == 500
    assert frame_texts.UNREADABLE.text in page.text
    assert frame_texts.UNREADABLE_MORE.text in page.text
    assert "Rob" not in page.text
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["page.unreadable"]
