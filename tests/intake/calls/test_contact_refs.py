"""CAD's own name for a contact is kept as a keyed hash: some CADs put the person's name and number into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import col

from db.connection.session import Database
from db.contact_refs import hash_plain_refs, stored_ref
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import calls, contacts
from db.tables import Call, InboxEvent, Person
from domain.contacts import RESERVED_REFS
from intake.calls.accept import Intake
from intake.calls.events import EventIn, incoming
from intake.calls.people import DEFAULT_REF
from intake.calls.snapshots import Snapshot, accept_snapshot
from messaging.detective import REF as DETECTIVE_REF
from tests.database import CAD, NOW, a_call
from tests.db.everything import places_of

ORI = "WASPD0000"
CALL = "26-000001"
VERA = "Vera.Victim:206-555-0199"
PEOPLE: list[dict[str, Any]] = [
    {"ref": VERA, "role": "victim", "phone": "+1 206 555 0123", "name": "Ana"},
    {"ref": "p2", "role": "witness", "phone": "+1 206 555 0124"},
]


@pytest.fixture(autouse=True)
async def agency(database: Database) -> Call:
    return await a_call(database, CALL, ori=ORI)


async def send_snapshot(database: Database, vault: Vault, people: Sequence[dict[str, Any]], number: str = CALL) -> int:
    """How many events came of it."""
    async with database.transaction() as session:
        snapshot = Snapshot.model_validate({"contacts": people}, strict=False)
        return len((await accept_snapshot(Intake(session, vault, ori=ORI, by=CAD, now=NOW), number, snapshot)).events)


async def send_event(database: Database, vault: Vault, people: Sequence[dict[str, Any]], event_id: str = "1") -> bool:
    """True if it was a repeat."""
    sent = {"type": "contact.updated", "source": "cad", "id": event_id, "time": NOW}
    event = incoming(EventIn.model_validate({**sent, "subject": CALL, "data": {"contacts": people}}, strict=False))
    async with database.transaction() as session:
        return (await Intake(session, vault, ori=ORI, by=CAD, now=NOW).accept([event]))[0].repeated


async def people_of(database: Database, number: str = CALL) -> Sequence[Person]:
    async with database.reading() as session:
        call = await calls.get(session, ORI, number)
        assert call is not None
        return await contacts.of_call(session, call.id)


async def as_a_former_version_stored_it(database: Database, vault: Vault) -> None:
    """Plain refs in both places."""
    async with database.transaction() as session:
        for call in await session.scalars(select(Call)):
            plain = {stored_ref(vault, call, person["ref"]): person["ref"] for person in PEOPLE}
            for stored, ref in plain.items():
                of_ref = (col(Person.call_id) == call.id, col(Person.ref) == stored)
                await session.execute(update(Person).where(*of_ref).values(ref=ref))
            if people := call.snapshot.get("people"):
                call.snapshot = {**call.snapshot, "people": {plain[ref]: print_ for ref, print_ in people.items()}}


def test_reserved_refs_are_those_we_use() -> None:
    assert {DEFAULT_REF, DETECTIVE_REF} == RESERVED_REFS


async def test_a_ref_with_a_name_and_a_number_is_kept_nowhere_c4(database: Database, vault: Vault) -> None:
    await send_snapshot(database, vault, PEOPLE)
    await send_event(database, vault, PEOPLE)
    assert await places_of(database, "Vera", "0199") == set()


async def test_reserved_refs_stay_readable(database: Database, vault: Vault) -> None:
    await send_snapshot(database, vault, [{"role": "victim", "phone": "+1 206 555 0123"}])
    assert [person.ref for person in await people_of(database)] == ["caller"]


async def test_a_later_report_finds_its_person_by_the_ref_over_either_route(database: Database, vault: Vault) -> None:
    await send_snapshot(database, vault, PEOPLE)
    await send_event(database, vault, [{"ref": VERA, "language": "es"}])
    assert await send_snapshot(database, vault, [{**PEOPLE[0], "phone": "+1 206 555 0125"}]) == 1
    people = await people_of(database)
    assert len(people) == 2
    [vera] = [person for person in people if person.roles == "victim"]
    assert (vera.language, vera.phone_hash) == ("es", contacts.phone_hash(vault, "+12065550125"))


async def test_the_same_ref_in_two_calls_cannot_be_seen_to_be_the_same(database: Database, vault: Vault) -> None:
    for number in (CALL, "26-000002"):
        await send_snapshot(database, vault, PEOPLE, number)
    first, second = [{person.ref for person in await people_of(database, number)} for number in (CALL, "26-000002")]
    assert not first & second


async def test_plain_refs_of_a_former_version_are_hashed_and_still_found(database: Database, vault: Vault) -> None:
    await send_snapshot(database, vault, PEOPLE)
    await as_a_former_version_stored_it(database, vault)
    assert await places_of(database, VERA) == {"contacts.ref", "calls.snapshot"}
    assert await hash_plain_refs(database, vault, batch=1) == 1
    assert await places_of(database, VERA) == set()
    assert await send_snapshot(database, vault, PEOPLE) == 0
    assert await hash_plain_refs(database, vault) == 0


async def test_a_plain_ref_is_found_and_hashed_even_before_all_are(database: Database, vault: Vault) -> None:
    """Also by a repeated event, which is still known as a repeat."""
    await send_snapshot(database, vault, PEOPLE)
    await send_event(database, vault, PEOPLE)
    await as_a_former_version_stored_it(database, vault)
    assert await send_event(database, vault, PEOPLE) is True
    assert await send_snapshot(database, vault, PEOPLE) == 0
    assert await send_event(database, vault, [{"ref": VERA, "language": "es"}], "2") is False
    assert len(await people_of(database)) == 2
    assert await places_of(database, VERA) == set()


async def test_a_contact_that_two_versions_stored_side_by_side_stays_twice(database: Database, vault: Vault) -> None:
    await send_snapshot(database, vault, PEOPLE[:1])
    async with database.transaction() as session:
        [call] = await session.scalars(select(Call))
        twin = Person(call_id=call.id, ref=VERA, roles="victim", created_at=NOW, updated_at=NOW)
        session.add(twin)
    assert await hash_plain_refs(database, vault) == 1
    assert await places_of(database, VERA) == set()
    assert len(await people_of(database)) == 2


async def test_the_inbox_holds_no_ref(database: Database, vault: Vault) -> None:
    await send_snapshot(database, vault, PEOPLE)
    async with database.reading() as session:
        rows = (await session.scalars(select(InboxEvent))).all()
    assert rows
    assert not any("Vera" in str(row.model_dump()) for row in rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(refs=st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True), number=st.text())
def test_two_refs_of_a_call_never_meet(key_ring: KeyRing, refs: list[str], number: str) -> None:
    vault = Vault(key_ring)
    call = Call(ori=ORI, call_number=number, created_at=NOW, updated_at=NOW)
    stored = [stored_ref(vault, call, ref) for ref in refs]
    assert stored[0] != stored[1]
    for ref, kept in zip(refs, stored, strict=True):
        assert (ref in RESERVED_REFS) == (kept == ref)
