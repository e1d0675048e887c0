"""One rule for every door by which a person stops or starts our messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import consents, contacts, preferences
from domain.messages import Purpose
from domain.preferences import Preferences
from messaging.consent import everything, record_consent
from tests.database import NOW, a_call
from tests.db.people import a_person

ORI = "WASPD0000"
PHONE, EMAIL = "phone's hash", "email's hash"


async def record(database: Database, wanted: Mapping[Purpose, bool], *hashes: str, how: str = "text: keyword") -> bool:
    async with database.transaction() as session:
        return await record_consent(session, ORI, hashes or [PHONE], wanted, how=how, now=NOW)


async def history(database: Database, address_hash: str = PHONE) -> list[tuple[str, bool, str]]:
    async with database.reading() as session:
        words = await consents.history(session, address_hash, ori=ORI)
    return [(word.purpose, word.given, word.how) for word in words]


async def test_only_a_word_that_changes_something_is_written_and_then_as_it_was_said(
    database: Database,
) -> None:
    assert await record(database, {Purpose.SURVEY: False}, how="email link")
    assert await record(database, everything(allowed=False), how="text: keyword")
    assert not await record(database, everything(allowed=False), how="twilio undelivered 21610")
    assert await history(database) == [
        ("survey", False, "email link"),
        ("updates", False, "text: keyword"),
        ("survey", False, "text: keyword"),
    ]


async def test_who_never_stopped_gives_no_consent_by_a_start(database: Database) -> None:
    assert not await record(database, everything(allowed=True))
    assert await history(database) == []


async def test_each_address_and_purpose_is_told_apart(database: Database) -> None:
    assert await record(database, everything(allowed=False), PHONE, EMAIL, how="portal")
    assert await record(database, {Purpose.UPDATES: True}, EMAIL, how="email link")
    assert await record(database, everything(allowed=True), PHONE, EMAIL, how="portal")
    assert [word[:2] for word in await history(database)] == [
        ("updates", False),
        ("survey", False),
        ("updates", True),
        ("survey", True),
    ]
    assert await history(database, EMAIL) == [
        ("updates", False, "portal"),
        ("survey", False, "portal"),
        ("updates", True, "email link"),
        ("updates", True, "portal"),
        ("survey", True, "portal"),
    ]
    async with database.reading() as session:
        assert await consents.history(session, PHONE, ori="OTHER") == []
        assert len(await consents.history(session, PHONE)) == 4


async def test_a_start_of_everything_takes_back_that_no_channel_was_wanted_for_the_email_address_too(
    database: Database, vault: Vault
) -> None:
    person = await a_person(
        database, vault, await a_call(database), {"phone": "+12065550123", "email": "ana@example.org"}
    )
    hashes = contacts.address_hashes(person)
    none_at_all = Preferences(channels=frozenset(), review_by=NOW + timedelta(days=180))
    async with database.transaction() as session:
        await preferences.keep(session, ori=ORI, hashes=hashes, preferences=none_at_all, how="portal", now=NOW)
    assert not await record(database, {Purpose.UPDATES: True}, *hashes, how="email link")
    assert await record(database, everything(allowed=True), hashes[0])
    async with database.reading() as session:
        known = await preferences.in_force(session, ORI, hashes)
    assert [preferences.of_person(known, [hash_]).channels for hash_ in hashes] == [None, None]
