"""A contact, and that they were erased, is known by CAD's ref whichever hash key made the stored form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from db.connection.session import Database
from db.contact_refs import stored_ref
from db.encryption.keyring import KeyRing, UnknownKey
from db.encryption.vault import Vault
from db.queries import calls, contacts, erasure, erasures
from db.tables import Call, Person
from intake.calls.accept import Intake
from intake.calls.events import EventIn, IncomingEvent, incoming
from intake.calls.snapshots import Snapshot, accept_snapshot
from tests.database import CAD, NOW, a_call
from tests.new_hash_key import replaced

ORI, CALL = "WASPD0000", "26-000001"
VERA = {"ref": "Vera.Victim", "role": "victim", "phone": "+1 206 555 0123", "name": "Ana"}
WILL = {"ref": "p2", "role": "witness", "phone": "+1 206 555 0124"}


@pytest.fixture(autouse=True)
async def agency(database: Database) -> Call:
    return await a_call(database, CALL, ori=ORI)


async def send_snapshot(database: Database, vault: Vault, *people: dict[str, Any], complete: bool = False) -> int:
    """How many events came of it."""
    sent = {"contacts": list(people), "contacts_complete": complete}
    async with database.transaction() as session:
        snapshot = Snapshot.model_validate(sent, strict=False)
        return len((await accept_snapshot(Intake(session, vault, ori=ORI, by=CAD, now=NOW), CALL, snapshot)).events)


def an_event(n: int, *people: dict[str, Any]) -> IncomingEvent:
    sent = {"type": "contact.updated", "source": "cad", "id": str(n), "time": NOW}
    return incoming(EventIn.model_validate({**sent, "subject": CALL, "data": {"contacts": people}}, strict=False))


async def send_event(database: Database, vault: Vault, *people: dict[str, Any]) -> None:
    async with database.transaction() as session:
        await Intake(session, vault, ori=ORI, by=CAD, now=NOW).accept([an_event(1, *people)])


async def everyone(database: Database) -> Sequence[Person]:
    """Also those removed."""
    async with database.reading() as session:
        return (await session.scalars(select(Person))).all()


async def erase(database: Database, person: Person) -> None:
    async with database.transaction() as session:
        for line in await erasure.erase(session, person.id, now=NOW):
            await erasures.add(session, line)


async def test_a_snapshot_by_a_new_key_finds_the_contacts_of_before(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    await send_snapshot(database, vault, VERA, WILL)
    await replaced(database, key_ring)
    assert await send_snapshot(database, vault, VERA, WILL) == 0
    assert await send_snapshot(database, vault, {**VERA, "language": "es"}, WILL) == 1
    await replaced(database, KeyRing.load(key_ring.path))  # and by one after that
    assert await send_snapshot(database, vault, {**VERA, "language": "fr"}) == 1
    assert {person.language for person in await everyone(database)} == {"fr", None}
    assert len(await everyone(database)) == 2


async def test_an_event_and_a_snapshot_mean_the_same_contact(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    """A contact who is erased afterwards leaves nothing in the snapshot either."""
    await send_event(database, vault, VERA)
    await replaced(database, key_ring)
    await send_snapshot(database, vault, VERA)
    [vera] = await everyone(database)
    await erase(database, vera)
    async with database.reading() as session:
        call = await calls.get(session, ORI, CALL)
    assert call is not None
    assert call.snapshot["people"] == {}


async def test_a_contact_left_out_of_a_complete_list_is_removed(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    await send_snapshot(database, vault, VERA, WILL)
    await replaced(database, key_ring)
    assert await send_snapshot(database, vault, VERA, complete=True) == 1
    assert {person.roles: person.removed_at is None for person in await everyone(database)} == {
        "victim": True,
        "witness": False,
    }


async def test_an_erased_contact_stays_erased(database: Database, vault: Vault, key_ring: KeyRing) -> None:
    await send_snapshot(database, vault, VERA, WILL)
    async with database.reading() as session:
        call = await session.get_one(Call, (await everyone(database))[0].call_id)
        vera = await contacts.by_ref(session, call.id, stored_ref(vault, call, VERA["ref"]))
    assert vera is not None
    await erase(database, vera)
    await replaced(database, key_ring)
    await send_snapshot(database, vault, VERA, WILL)
    await send_event(database, vault, VERA)
    assert [person.phone_hash for person in await everyone(database) if person.roles == "victim"] == [None]
    assert len(await everyone(database)) == 2


async def test_a_ring_without_the_key_does_not_store_a_contact_twice(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    before = key_ring.path.read_text()
    await replaced(database, key_ring)
    await send_snapshot(database, vault, VERA)
    key_ring.path.write_text(before)
    with pytest.raises(UnknownKey):
        await send_snapshot(database, Vault(KeyRing.load(key_ring.path)), VERA)
