"""People stay sealed, and rules see only what they need."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import consents, contacts, erasure
from db.queries.contacts import PersonValues
from db.tables import (
    Consent,
    Person,
)
from domain.contacts import ContactRole
from tests.database import NOW, a_call, an_agency
from tests.db.people import a_person, contacts_for_rules

ORI = "WASPD0000"


async def test_a_person_is_kept_sealed_and_found_by_hash(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    stored = await a_person(
        database, vault, call, {"name": "Maria", "phone": "(206) 555-0123", "email": "Maria@Example.ORG"}
    )
    assert stored.phone_hash == contacts.phone_hash(vault, "+12065550123")
    assert stored.email_hash == contacts.email_hash(vault, "maria@example.org")
    assert vault.open(stored.phone_sealed or "", context=contacts.PHONE, row=stored.id) == "+12065550123"
    assert vault.open(stored.name_sealed or "", context=contacts.NAME, row=stored.id) == "Maria"
    async with database.reading() as session:
        row = (await session.execute(text("SELECT * FROM contacts"))).one()
    assert not any(word in str(tuple(row)) for word in ("Maria", "maria", "5550123"))


async def test_what_is_left_out_stays_and_none_takes_it_back(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    first = await a_person(database, vault, call, {"name": "Maria", "phone": "+12065550123", "safe_sms": False})
    second = await a_person(database, vault, call, {"phone": None, "roles": [ContactRole.VICTIM]})
    assert second.id == first.id
    assert (second.phone_sealed, second.phone_hash, second.roles) == (None, None, "victim")
    assert second.name_sealed == first.name_sealed
    assert second.safe_sms is False


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "maria"}, "phone"),
        ({"email": "maria"}, "email"),
        ({"email": "ma ria@example.org"}, "email"),
    ],
)
async def test_an_address_that_cannot_be_one_is_refused_by_name_not_by_value(
    sqlite_database: Database, vault: Vault, values: PersonValues, field: str
) -> None:
    call = await a_call(sqlite_database)
    with pytest.raises(ValueError, match=field) as caught:
        await a_person(sqlite_database, vault, call, values)
    assert "12" not in str(caught.value)
    assert "ria" not in str(caught.value)


async def test_rules_see_roles_ways_language_and_opt_outs_but_no_person(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    caller = await a_person(database, vault, call, {"phone": "+12065550123", "language": "ar"})
    await a_person(
        database,
        vault,
        call,
        {"roles": [ContactRole.VICTIM, ContactRole.WITNESS], "email": "v@example.org"},
        ref="v",
    )
    async with database.transaction() as session:
        for given, at in ((False, NOW), (True, NOW), (False, NOW)):
            await consents.append(session, _word(caller, "survey", given=given, at=at))
        for given in (False, True):
            await consents.append(session, _word(caller, "updates", given=given, at=NOW))
    async with database.reading() as session:
        first, second = await contacts_for_rules(session, call.id, an_agency(default_language="es"))
        assert await consents.current(session, ORI, caller.phone_hash or "") == {"survey": False, "updates": True}
        assert await consents.current(session, "OTHER", caller.phone_hash or "") == {}
    assert (first.language, first.has_phone, first.has_email) == ("ar", True, False)
    assert first.opted_out == frozenset({"survey"})
    assert first.roles == frozenset({ContactRole.REPORTING_PARTY})
    assert (second.language, second.has_phone, second.has_email) == ("es", False, True)
    assert second.roles == frozenset({ContactRole.VICTIM, ContactRole.WITNESS})
    assert second.opted_out == second.emails_stopped == frozenset()


async def test_emails_stopped_by_their_link_leave_the_texts(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    person = await a_person(database, vault, call, {"phone": "+12065550101", "email": "v@example.org"})
    word = Consent(
        ori=ORI, address_hash=person.email_hash or "", purpose="updates", given=False, how="email link", at=NOW
    )
    async with database.transaction() as session:
        await consents.append(session, word)
    async with database.reading() as session:
        (contact,) = await contacts_for_rules(session, call.id, an_agency())
    assert contact.opted_out == frozenset()
    assert contact.emails_stopped == frozenset({"updates"})


def _word(person: Person, purpose: str, *, given: bool, at: datetime) -> Consent:
    return Consent(ori=ORI, address_hash=person.phone_hash or "", purpose=purpose, given=given, how="reply", at=at)


@pytest.mark.parametrize(
    ("phone", "zones"),
    [
        ("+12065550123", {"America/Los_Angeles"}),
        ("+19075550123", {"America/Adak", "America/Anchorage"}),  # Alaska has two
        ("+18085550123", {"Pacific/Honolulu"}),
        ("+18005550123", set()),  # toll-free: anywhere
        ("+61412345678", set()),  # an Australian mobile telephone
    ],
)
async def test_rules_know_the_zones_of_a_number_and_not_the_number(
    sqlite_database: Database, vault: Vault, phone: str, zones: set[str]
) -> None:
    call = await a_call(sqlite_database)
    person = await a_person(sqlite_database, vault, call, {"phone": phone})
    async with sqlite_database.transaction() as session:
        [contact] = await contacts_for_rules(session, call.id, an_agency(ORI))
        assert contact.zones == {ZoneInfo(name) for name in zones}
        await erasure.erase(session, person.id, now=NOW)
    async with sqlite_database.reading() as session:
        [contact] = await contacts_for_rules(session, call.id, an_agency(ORI))
    assert contact.zones == frozenset()
