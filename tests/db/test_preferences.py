"""What people chose is found whichever address they are reached at, and so is that an address was lost."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import event

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts, languages, preferences, reassigned_addresses
from domain.contacts import Contact
from domain.messages import Channel
from domain.preferences import NOTHING, Preferences, UpdateGroup
from domain.quiet_hours import Hours
from tests.database import NOW, a_call, an_agency
from tests.db.people import a_person

ORI = "WASPD0000"
CHOSEN = Preferences(
    channels=frozenset({Channel.EMAIL, Channel.SMS}),
    updates_off=frozenset({UpdateGroup.SURVEYS, UpdateGroup.PROGRESS}),
    safe_sms=False,
    safe_voice=False,
    safe_hours=frozenset({Hours(start=time(9), end=time(17)), Hours(start=time(8), end=time(12))}),
    ok_to_identify=False,
    review_by=NOW + timedelta(days=180),
)


async def ana(database: Database, vault: Vault, *, number: str = "26-1", email: str | None = "ana@example.org") -> str:
    """A caller with a phone and an email address; their contact's id."""
    call = await a_call(database, number)
    values: contacts.PersonValues = {"phone": "+12065550123", "email": email}
    return (await a_person(database, vault, call, values)).call_id


async def rules_see(database: Database, call_id: str) -> Contact:
    async with database.reading() as session:
        [contact] = await contacts.contacts_for_rules(session, call_id, an_agency(ORI))
    return contact


async def keep(database: Database, *hashes: str, chosen: Preferences = CHOSEN) -> None:
    async with database.transaction() as session:
        await preferences.keep(session, ori=ORI, hashes=hashes, preferences=chosen, how="portal", now=NOW)


async def test_what_was_chosen_comes_back_as_it_was_and_the_newest_takes_its_place(
    database: Database, vault: Vault
) -> None:
    call = await ana(database, vault)
    phone = contacts.phone_hash(vault, "+12065550123")
    await keep(database, phone)
    assert (await rules_see(database, call)).preferences == CHOSEN
    freer = Preferences(channels=frozenset(), review_by=CHOSEN.review_by)
    await keep(database, phone, chosen=freer)
    assert (await rules_see(database, call)).preferences == freer


@pytest.mark.parametrize("by", ["phone", "email"])
async def test_it_is_found_by_either_address_and_at_one_agency_only(
    sqlite_database: Database, vault: Vault, by: str
) -> None:
    call = await ana(sqlite_database, vault)
    phone, email = contacts.phone_hash(vault, "+12065550123"), contacts.email_hash(vault, "ana@example.org")
    await keep(sqlite_database, phone if by == "phone" else email)
    found = await rules_see(sqlite_database, call)
    assert (found.preferences, found.safe_sms, found.safe_email) == (CHOSEN, False, False)
    async with sqlite_database.reading() as session:
        assert await preferences.in_force(session, "WAOTH0000", [phone, email]) == {}
        assert await preferences.in_force(session, ORI, []) == {}
        assert await preferences.set_at(session, ORI, [phone, email]) == NOW


async def test_the_more_careful_of_the_dispatchers_word_and_theirs_wins(
    sqlite_database: Database, vault: Vault
) -> None:
    call = await a_call(sqlite_database)
    values: contacts.PersonValues = {"phone": "+12065550123", "email": "ana@example.org", "safe_email": False}
    person = await a_person(sqlite_database, vault, call, values)
    await keep(sqlite_database, person.phone_hash or "", chosen=Preferences(safe_sms=False, review_by=NOW))
    found = await rules_see(sqlite_database, call.id)
    assert (found.safe_sms, found.safe_email) == (False, False)
    await keep(sqlite_database, person.phone_hash or "", chosen=Preferences(review_by=NOW))
    found = await rules_see(sqlite_database, call.id)
    assert (found.safe_sms, found.safe_email) == (True, False)


async def test_somebody_who_only_chose_a_language_has_chosen_nothing_else(
    sqlite_database: Database, vault: Vault
) -> None:
    call = await ana(sqlite_database, vault)
    phone = contacts.phone_hash(vault, "+12065550123")
    async with sqlite_database.transaction() as session:
        await languages.choose(session, ori=ORI, address_hash=phone, language="fa", how="text", now=NOW)
    found = await rules_see(sqlite_database, call)
    assert (found.preferences, found.language) == (NOTHING, "fa")


async def test_somebody_who_chose_no_language_goes_on_in_that_of_their_last_call(
    database: Database, vault: Vault
) -> None:
    call = await a_call(database)
    person = await a_person(database, vault, call, {"phone": "+12065550123", "language": "es"})
    hashes = [person.phone_hash or ""]
    await keep(database, *hashes)
    async with database.transaction() as session:
        assert await languages.chosen(session, ORI, hashes) is None
        assert await languages.last_used(session, ORI, hashes) == "es"
        await languages.choose(session, ori=ORI, address_hash=hashes[0], language="ar", how="portal", now=NOW)
        assert await languages.last_used(session, ORI, hashes) == "ar"
    assert (await rules_see(database, call.id)).preferences == CHOSEN


async def test_a_language_chosen_by_email_holds_for_who_is_reached_there(
    sqlite_database: Database, vault: Vault
) -> None:
    call = await ana(sqlite_database, vault)
    email = contacts.email_hash(vault, "ana@example.org")
    async with sqlite_database.transaction() as session:
        await languages.choose(session, ori=ORI, address_hash=email, language="sw", how="portal", now=NOW)
    assert (await rules_see(sqlite_database, call)).language == "sw"


async def test_nothing_more_is_sent_to_a_number_that_has_a_new_owner_about_the_former_one(
    database: Database, vault: Vault
) -> None:
    call = await ana(database, vault)
    phone = contacts.phone_hash(vault, "+12065550123")
    async with database.transaction() as session:
        await reassigned_addresses.cut(session, ori=ORI, address_hash=phone, reason="twilio 30005", now=NOW)
    assert (await rules_see(database, call)).has_phone
    async with database.transaction() as session:
        at = NOW + timedelta(seconds=1)
        await reassigned_addresses.cut(session, ori=ORI, address_hash=phone, reason=reassigned_addresses.NOTICE, now=at)
    await keep(database, phone)
    found = await rules_see(database, call)
    assert (found.has_phone, found.has_email, found.preferences) == (False, True, CHOSEN)
    new_owner = await a_call(database, "26-2")
    async with database.transaction() as session:
        later: contacts.PersonValues = {"phone": "+12065550123"}
        at = NOW + timedelta(days=1)
        await contacts.upsert(session, vault, call_id=new_owner.id, ref="caller", values=later, now=at)
    assert (await rules_see(database, new_owner.id)).has_phone


async def test_rules_ask_no_more_than_two_statements_about_the_people_of_a_step(
    sqlite_database: Database, vault: Vault
) -> None:
    call = await ana(sqlite_database, vault)
    asked: list[str] = []
    async with sqlite_database.reading() as session:
        people = await contacts.of_call(session, call)
        engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        await contacts.for_rules(session, people, an_agency(ORI))
    assert len(asked) == 2
