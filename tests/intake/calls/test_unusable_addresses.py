"""Numbers and addresses that are no person's at the door: left out with a warning, and nobody is known by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, senders
from db.queries.contacts import PHONE_WITH_EXTENSION
from db.queries.senders import SenderValues
from db.tables import Person
from domain.contacts import Contact, ContactRole
from domain.messages import Channel
from intake.calls.accept import Intake
from intake.calls.people import Warned
from messaging import detective
from tests.builders import a_policy
from tests.database import CAD, NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, accept, an_event, person

PLACEHOLDERS = ["000-000-0000", "999-999-9999", "911-123-4567", "123-456-7890", "555-0143"]
WITH_EXTENSION = "(971) 555-0125 x412"
SWITCHBOARD = "+12065550100"  # of `tests.database.an_agency`


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


async def warnings(
    database: Database, vault: Vault, *people: dict[str, Any], event_id: str = "1", minutes: int = 0
) -> Sequence[Warned]:
    event = an_event(event_id, minutes=minutes, contacts=list(people))
    async with database.transaction() as session:
        intake = Intake(
            session, vault, ori=ORI, by=CAD, now=NOW, senders=frozenset({"+12065550190", "news@police.example.org"})
        )
        await intake.accept([event])
        return await intake.warnings([event])


async def people_of(database: Database) -> list[Contact]:
    async with database.reading() as session:
        call, agency = await calls.get(session, ORI, CALL), await agencies.get(session, ORI)
        assert call is not None
        assert agency is not None
        found = await contacts.for_rules(session, await contacts.of_call(session, call.id), agency)
        return sorted(found, key=lambda contact: (ContactRole.SUSPECT in contact.roles, contact.has_phone))


@pytest.mark.parametrize("phone", [*PLACEHOLDERS, WITH_EXTENSION, SWITCHBOARD])
async def test_a5_two_victims_who_share_what_is_no_number_are_two_people(
    database: Database, vault: Vault, phone: str
) -> None:
    ana = {"ref": "a", "role": "victim", "phone": phone, "email": "ana@example.org"}
    bo = {"ref": "b", "role": "victim", "phone": phone, "email": "bo@example.org"}
    rob = {"ref": "c", "role": "suspect", "phone": phone}
    warned = await warnings(database, vault, ana, bo, rob)
    assert [each.pointer for each in warned] == [f"/data/contacts/{n}/phone" for n in range(3)]
    known = await people_of(database)
    assert [contact.roles for contact in known] == [
        {ContactRole.VICTIM},
        {ContactRole.VICTIM},
        {ContactRole.SUSPECT},
    ]
    assert not any(contact.has_phone for contact in known)
    assert [contact.has_email for contact in known] == [True, True, False]


async def test_a6_two_victims_who_share_a_placeholder_are_two_people(database: Database, vault: Vault) -> None:
    shared = {"role": "victim", "email": "none@none.com"}
    warned = await warnings(
        database,
        vault,
        {"ref": "a", "phone": "+12065550101", **shared},
        {"ref": "b", "phone": "+12065550102", **shared},
    )
    assert [(each.pointer, each.detail) for each in warned] == [
        (f"/data/contacts/{n}/email", "is a placeholder and was not kept") for n in range(2)
    ]
    assert [(each.has_phone, each.has_email) for each in await people_of(database)] == [(True, False)] * 2


async def test_a5_a_number_with_an_extension_is_kept_for_staff(database: Database, vault: Vault) -> None:
    [warned] = await warnings(database, vault, {"role": "victim", "phone": WITH_EXTENSION})
    assert warned.detail == "has an extension: it is kept for your staff, and no text goes to it"
    kept = await person(database, "caller")
    assert (kept.phone_sealed, kept.phone_hash, kept.zones) == (None, None, "")
    assert said_to_staff(vault, kept) == "+19715550125;ext=412"


async def test_a5_the_newest_number_is_the_number(database: Database, vault: Vault) -> None:
    await warnings(database, vault, {"phone": "+12065550101"})
    await warnings(database, vault, {"phone": WITH_EXTENSION}, event_id="2", minutes=2)
    at_work = await person(database, "caller")
    assert (at_work.phone_sealed, said_to_staff(vault, at_work)) == (None, "+19715550125;ext=412")
    await warnings(database, vault, {"phone": "+12065550102"}, event_id="late", minutes=1)
    assert (await person(database, "caller")).phone_sealed is None
    await warnings(database, vault, {"phone": "+12065550103"}, event_id="3", minutes=3)
    at_home = await person(database, "caller")
    assert at_home.phone_sealed is not None
    assert at_home.phone_with_extension_sealed is None


async def test_a5_what_the_agency_sends_from_is_no_persons(database: Database, vault: Vault) -> None:
    async with database.transaction() as session:
        own = SenderValues(address="+12065550191")
        await senders.put(session, vault, ori=ORI, channel=Channel.SMS, values=own, now=NOW)
    people = [
        {"ref": "a", "phone": SWITCHBOARD},
        {"ref": "b", "phone": "+12065550190"},
        {"ref": "c", "phone": "+12065550191"},
        {"ref": "d", "email": "News@police.example.org"},
        {"ref": "e", "phone": "+12065550123"},
    ]
    warned = await warnings(database, vault, *people)
    assert [each.pointer for each in warned] == [
        *(f"/data/contacts/{n}/phone" for n in range(3)),
        "/data/contacts/3/email",
    ]
    assert {each.detail for each in warned} == {"is your agency's own and was not kept"}
    assert [(each.has_phone, each.has_email) for each in await people_of(database)] == [(False, False)] * 4 + [
        (True, False)
    ]


async def test_a5_a_detective_may_be_called_through_the_switchboard(database: Database, vault: Vault) -> None:
    for n, (phone, told) in enumerate(((SWITCHBOARD, SWITCHBOARD), (WITH_EXTENSION, "+1 971-555-0125 ext. 412"))):
        event = an_event(str(n), "case.assigned", n, detective={"name": "Rivera", "phone": phone})
        await accept(database, vault, event)
        policy = a_policy(share_detective=frozenset({"phone"}))
        assert detective.shared(vault, await person(database, "detective"), policy).phone == told
        assert event.warnings == ()


def said_to_staff(vault: Vault, kept: Person) -> str | None:
    return vault.open_if_any(kept.phone_with_extension_sealed, context=PHONE_WITH_EXTENSION, row=kept.id)
