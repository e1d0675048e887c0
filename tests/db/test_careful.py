"""Who is looked at when careful ground is looked for: suspects, and people of a call that was sensitive once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, contacts
from db.queries.contacts import PersonValues
from db.tables import Call
from domain.contacts import ContactRole
from tests.database import NOW, a_call

SUSPECT, VICTIM = [ContactRole.SUSPECT], [ContactRole.VICTIM]


async def careful(database: Database, vault: Vault, call: Call, **values: object) -> bool:
    said: PersonValues = {"roles": VICTIM, "phone": "+12065550123"}
    async with database.transaction() as session:
        locked = await calls.lock_call(session, call.ori, call.call_number)
        assert locked is not None
        changed: PersonValues = {**said, **values}  # type: ignore[typeddict-item]
        return (await contacts.upsert(session, vault, call_id=call.id, ref="a", values=changed, now=NOW)).careful


@pytest.fixture
async def call(database: Database) -> Call:
    return await a_call(database)


async def test_a_victim_is_not(database: Database, vault: Vault, call: Call) -> None:
    assert not await careful(database, vault, call)


async def test_a_suspect_is_and_stays_so(database: Database, vault: Vault, call: Call) -> None:
    assert await careful(database, vault, call, roles=SUSPECT)
    assert await careful(database, vault, call, roles=VICTIM)


async def test_the_people_of_a_call_that_becomes_sensitive_are(database: Database, vault: Vault, call: Call) -> None:
    await careful(database, vault, call)
    async with database.transaction() as session:
        await contacts.mark_careful(session, call.id)
    async with database.reading() as session:
        (person,) = await contacts.of_call(session, call.id)
    assert person.careful


async def test_a_person_who_comes_to_a_call_that_was_sensitive_is(database: Database, vault: Vault, call: Call) -> None:
    async with database.transaction() as session:
        locked = await calls.lock_call(session, call.ori, call.call_number)
        assert locked is not None
        locked.sensitive_at = NOW - timedelta(days=1)
    assert await careful(database, vault, call)
