"""What a process knows of an agency is what the database says, whoever changed it and how."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.session import Database
from db.encryption import rotation
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, known_agencies, senders
from db.queries.known_agencies import KnownAgency
from db.queries.senders import SenderValues
from db.tables import Agency, Sender
from tests.database import NOW, an_agency
from tests.statements import statements_of

ORI, OTHER = "WASPD0000", "CA0190000"

Change = Callable[[AsyncSession, Vault, str], Awaitable[object]]


async def by_object(session: AsyncSession, _: Vault, word: str) -> None:
    (await session.get_one(Agency, ORI)).name = word


async def by_statement(session: AsyncSession, _: Vault, word: str) -> None:
    await session.execute(update(Agency).where(col(Agency.ori) == ORI).values(report_link=word))


async def by_another_sender(session: AsyncSession, vault: Vault, word: str) -> None:
    values = SenderValues(address=f"{word}@example.org")
    await senders.put(session, vault, ori=OTHER, channel="email", values=values, now=NOW)


async def by_own_sender(session: AsyncSession, vault: Vault, word: str) -> None:
    values = SenderValues(address=f"MG{word}", secret=word, account="AC")
    await senders.put(session, vault, ori=ORI, channel="sms", values=values, now=NOW)


async def by_removal(session: AsyncSession, _: Vault, word: str) -> None:
    await senders.remove(session, random.choice([ORI, OTHER]), random.choice(["sms", "email"]))


async def by_nothing(session: AsyncSession, _: Vault, word: str) -> None:
    """Nobody changed anything."""


CHANGES: list[Change] = [by_object, by_statement, by_another_sender, by_own_sender, by_removal, by_nothing]


async def known(session: AsyncSession) -> KnownAgency:
    found = await known_agencies.get(session, ORI)
    assert found is not None
    return found


async def is_what_the_database_says(session: AsyncSession) -> bool:
    found = await known(session)
    agency = (await session.scalars(select(Agency).execution_options(populate_existing=True), {})).all()
    rows = (await session.scalars(select(Sender).execution_options(populate_existing=True))).all()
    return (
        found.agency.model_dump() == next(each.model_dump() for each in agency if each.ori == ORI)
        and {row.channel: row.model_dump() for row in rows if row.ori == ORI}
        == {channel: sender.model_dump() for channel, sender in found.senders.items()}
        and found.sender_addresses == {row.address.lower() for row in rows}
    )


@pytest.fixture
async def two_agencies(database: Database) -> Database:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        await agencies.add(session, Agency(**an_agency().model_dump() | {"ori": OTHER}))
    return database


async def test_whatever_is_changed_is_known_at_once(two_agencies: Database, vault: Vault) -> None:
    """In the transaction itself, after it, and after one that was rolled back."""
    for n in range(60):
        change, kept = random.choice(CHANGES), random.random() < 0.7
        async with two_agencies.transaction() if kept else two_agencies.trying() as session:
            await change(session, vault, f"word{n}")
            assert await is_what_the_database_says(session), change
        async with two_agencies.reading() as session:
            assert await is_what_the_database_says(session), (change, kept)


async def test_what_is_known_costs_one_statement_or_none(two_agencies: Database) -> None:
    async with two_agencies.reading() as session:
        await known(session)
        with statements_of(two_agencies) as asked:
            first = await known(session)
            assert len(asked) == 1
            assert await known_agencies.current(session, ORI, first.agency.mark) is first
            assert len(asked) == 1


async def test_an_agency_that_is_not_there_is_not_known(two_agencies: Database) -> None:
    async with two_agencies.reading() as session:
        assert await known_agencies.get(session, "NOWHERE") is None


async def test_a_copy_cannot_be_changed(two_agencies: Database, vault: Vault) -> None:
    async with two_agencies.transaction() as session:
        await by_own_sender(session, vault, "word")
        found = await known(session)
    with pytest.raises(TypeError):
        found.agency.policy = ""
    with pytest.raises(TypeError):
        found.senders["sms"].address = ""


async def test_its_own_addresses_are_known(two_agencies: Database, vault: Vault) -> None:
    async with two_agencies.transaction() as session:
        (await session.get_one(Agency, ORI)).non_emergency_phone = "206-625-5011"
        await by_another_sender(session, vault, "Police")
        found = await known(session)
    assert found.own_addresses == {"+12066255011", "police@example.org"}
    assert all(found.is_own(address) for address in found.own_addresses)
    assert not found.is_own("+12065550123")


async def test_a_secret_that_is_sealed_anew_is_read_anew(
    two_agencies: Database, vault: Vault, key_ring: KeyRing
) -> None:
    async with two_agencies.transaction() as session:
        await by_own_sender(session, vault, "word")
        before = (await known(session)).senders["sms"].secret_sealed
    anew = Vault(key_ring.add_key(now=NOW))
    await rotation.reseal(two_agencies, anew, moved=lambda _: None)
    async with two_agencies.reading() as session:
        assert (await known(session)).senders["sms"].secret_sealed != before
        assert await is_what_the_database_says(session)


async def test_the_memory_is_bounded(two_agencies: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_agencies, "MOST_KNOWN", 1)
    monkeypatch.setattr(known_agencies, "_KNOWN", {})  # other tests leave theirs
    async with two_agencies.reading() as session:
        for ori in (ORI, OTHER, ORI):
            await known_agencies.get(session, ori)
            assert list(known_agencies._KNOWN) == [ori]
