"""In which language somebody is written to first: CAD's word, else what they used last; their own choice stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, contacts, languages
from db.tables import Person
from domain.events import EventType
from intake.calls.accept import Intake
from intake.calls.contact_book import ContactBook
from intake.calls.events import IncomingEvent
from intake.calls.people import ContactIn
from tests.builders import an_event
from tests.database import CAD, NOW, an_agency

ORI = "WASPD0000"
ANA = "+12065550123"


@pytest.fixture
async def agency(database: Database) -> None:
    """The agency."""
    async with database.transaction() as session:
        session.add(an_agency(ORI))


async def say(database: Database, vault: Vault, number: str, *, minutes: float = 0, **values: Any) -> None:
    """CAD says this of the caller of a call."""
    at = NOW + timedelta(minutes=minutes)
    async with database.transaction() as session:
        call = await calls.get_or_create(session, ORI, number, now=at)
        contact_book = ContactBook(session, vault, call=call)
        await contact_book.upsert_contacts([ContactIn(**values)], at=at)


async def choose(database: Database, vault: Vault, language: str, *, at: datetime) -> None:
    async with database.transaction() as session:
        hash_ = contacts.phone_hash(vault, ANA)
        await languages.choose(session, ori=ORI, address_hash=hash_, language=language, how="text", now=at)


async def language(database: Database, number: str) -> str | None:
    async with database.reading() as session:
        call = await calls.get(session, ORI, number)
        assert call is not None
        person: Person
        [person] = await contacts.of_call(session, call.id)
        return person.language


@pytest.mark.usefixtures("agency")
class TestFirstText:
    async def test_nobody_knows_it_of_a_new_number(self, database: Database, vault: Vault) -> None:
        await say(database, vault, "26-1", phone=ANA)
        assert await language(database, "26-1") is None

    async def test_it_is_what_they_used_in_their_last_call(self, database: Database, vault: Vault) -> None:
        await say(database, vault, "26-1", phone=ANA, language="fr")
        await say(database, vault, "26-2", minutes=5, phone=ANA, language="sw")
        await say(database, vault, "26-3", minutes=9, phone="206 555 0123")
        assert await language(database, "26-3") == "sw"

    async def test_it_is_what_they_used_in_a_call_of_the_same_batch(self, database: Database, vault: Vault) -> None:
        people = [ContactIn(phone=ANA, language="fr"), ContactIn(phone=ANA)]
        events = [
            IncomingEvent(
                call_number=f"26-{n}", event=an_event(EventType.CALL_UPDATED, at=NOW, id=str(n)), contacts=(person,)
            )
            for n, person in enumerate(people)
        ]
        async with database.transaction() as session:
            await Intake(session, vault, ori=ORI, by=CAD, now=NOW).accept(events)
        assert await language(database, "26-1") == "fr"

    async def test_it_is_found_too_when_the_number_comes_later(self, database: Database, vault: Vault) -> None:
        await say(database, vault, "26-1", phone=ANA, language="fa")
        await say(database, vault, "26-2", name="Zahra")
        await say(database, vault, "26-2", minutes=1, phone=ANA)
        assert await language(database, "26-2") == "fa"

    async def test_what_they_chose_counts_more_than_their_last_call(self, database: Database, vault: Vault) -> None:
        await say(database, vault, "26-1", phone=ANA, language="en")
        await choose(database, vault, "es", at=NOW - timedelta(days=1))
        await say(database, vault, "26-2", minutes=5, phone=ANA)
        assert await language(database, "26-2") == "es"

    async def test_it_is_cads_word_if_there_is_one(self, database: Database, vault: Vault) -> None:
        await choose(database, vault, "es", at=NOW - timedelta(days=1))
        await say(database, vault, "26-1", phone=ANA, language="ar")
        assert await language(database, "26-1") == "ar"


@pytest.mark.usefixtures("agency")
class TestTheirOwnChoice:
    async def test_holds_for_every_call_of_theirs(self, database: Database, vault: Vault) -> None:
        for number in ("26-1", "26-2"):
            await say(database, vault, number, phone=ANA, language="en")
        await choose(database, vault, "es", at=NOW + timedelta(minutes=1))
        assert [await language(database, number) for number in ("26-1", "26-2")] == ["es", "es"]

    async def test_is_not_undone_by_the_next_snapshot(self, database: Database, vault: Vault) -> None:
        await say(database, vault, "26-1", phone=ANA, language="en")
        await choose(database, vault, "es", at=NOW + timedelta(minutes=1))
        await say(database, vault, "26-1", minutes=2, phone=ANA, name="Ana", language="en")
        assert await language(database, "26-1") == "es"

    async def test_may_be_changed_again(self, database: Database, vault: Vault) -> None:
        await say(database, vault, "26-1", phone=ANA)
        await choose(database, vault, "es", at=NOW)
        await choose(database, vault, "fr", at=NOW + timedelta(minutes=1))
        assert await language(database, "26-1") == "fr"
