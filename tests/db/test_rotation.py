"""A new key takes force while everybody goes on, and in the end seals everything."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from db.connection.session import Database
from db.encryption import rotation
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault, key_of
from db.queries import contacts
from db.tables import Call, Person
from tests.database import NOW, a_call

PEOPLE = 25


async def _people(database: Database, vault: Vault, call: Call) -> None:
    async with database.transaction() as session:
        for n in range(PEOPLE):
            await contacts.upsert(
                session, vault, call_id=call.id, ref=f"p{n:02}", values={"name": f"Name {n}"}, now=NOW
            )


async def _names(database: Database, vault: Vault, call: Call) -> list[str | None]:
    async with database.reading() as session:
        people = await contacts.of_call(session, call.id)
        return [vault.open_if_any(person.name_sealed, context=contacts.NAME, row=person.id) for person in people]


def test_every_sealed_column_has_its_context() -> None:
    assert {where.context for where in rotation.sealed_columns()} == {
        "audit_keys.pair",
        "coaching_pointers.words",
        "coaching_remarks.words",
        "contacts.email",
        "contacts.name",
        "contacts.phone",
        "contacts.phone_with_extension",
        "held_changes.words",
        "incoming_texts.form",
        "key_canaries.probe",
        "messages.content",
        "messages.note",
        "portal_attempts.code",
        "portal_attempts.wanted",
        "proposals.answer",
        "proposals.reason",
        "proposals.secret",
        "provider_attempts.verifier",
        "replies.body",
        "result_recipients.address",
        "senders.other_secret",
        "senders.secret",
        "staff_accounts.name",
        "staff_accounts.work_email",
        "staff_accounts.work_phone",
        "staff_passwords.totp_secret",
        "staff_providers.secret",
        "staff_sessions.kept",
        "staff_sessions.provider_token",
        "staff_tasks.outcome_note",
        "survey_invitations.comment",
    }


async def test_rotation_seals_everything_anew_while_readers_and_writers_go_on(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    call = await a_call(database)
    await _people(database, vault, call)
    names = await _names(database, vault, call)
    reader = Vault(key_ring)
    rotating = Vault(key_ring.add_key(now=NOW + timedelta(days=1)))
    moved: list[int] = []

    async def write() -> None:
        async with database.transaction() as session:
            values = contacts.PersonValues(name="Changed meanwhile")
            await contacts.upsert(session, vault, call_id=call.id, ref="p24", values=values, now=NOW)

    reading = [asyncio.create_task(_names(database, reader, call)) for _ in range(5)]
    result, _ = await asyncio.gather(rotation.reseal(database, rotating, moved=moved.append, batch=4), write())
    assert {tuple(read[:24]) for read in await asyncio.gather(*reading)} == {tuple(names[:24])}
    assert (await _names(database, reader, call))[24] == "Changed meanwhile"
    assert result.count in (PEOPLE - 1, PEOPLE)
    assert sum(moved) in (PEOPLE - 1, PEOPLE)
    assert await rotation.count_old(database, rotating) == 0
    assert await rotation.count_by_key(database) == {rotating.current_key: PEOPLE}


async def test_an_interrupted_rotation_goes_on_where_it_was(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    call = await a_call(database)
    await _people(database, vault, call)
    rotating = Vault(key_ring.add_key(now=NOW))

    def interrupt(rows: int) -> None:
        raise KeyboardInterrupt(rows)

    with pytest.raises(KeyboardInterrupt):
        await rotation.reseal(database, rotating, moved=interrupt, batch=10)
    assert await rotation.count_old(database, rotating) == PEOPLE - 10
    result = await rotation.reseal(database, rotating, moved=lambda rows: None, batch=10)
    assert result == rotation.Resealed(count=PEOPLE - 10, unreadable=())


async def test_a_value_that_cannot_be_opened_is_named_and_left_as_it_is(
    database: Database, vault: Vault, key_ring: KeyRing
) -> None:
    call = await a_call(database)
    await _people(database, vault, call)
    async with database.transaction() as session:
        person = (await contacts.of_call(session, call.id))[3]
        broken = vault.seal("Name", context="contacts.phone", row=person.id)
        await session.execute(update(Person).where(col(Person.id) == person.id).values(name_sealed=broken))
    rotating = Vault(key_ring.add_key(now=NOW))
    result = await rotation.reseal(database, rotating, moved=lambda rows: None, batch=2)
    assert result == rotation.Resealed(count=PEOPLE - 1, unreadable=(f"contacts.name {person.id}",))
    async with database.reading() as session:
        stored = await session.get(Person, person.id)
    assert stored is not None
    assert stored.name_sealed == broken
    assert key_of(broken) == key_ring.current
