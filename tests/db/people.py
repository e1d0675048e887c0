"""Stores a person of a call, as a test wants them."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.contacts import PersonValues
from db.tables import Agency, Call, Person
from domain.contacts import Contact
from tests.database import NOW


async def contacts_for_rules(session: AsyncSession, call_id: str, agency: Agency) -> list[Contact]:
    return await contacts.for_rules(session, await contacts.of_call(session, call_id), agency)


async def a_person(
    database: Database, vault: Vault, call: Call, values: PersonValues, *, ref: str = "caller"
) -> Person:
    async with database.transaction() as session:
        return await contacts.upsert(session, vault, call_id=call.id, ref=ref, values=values, now=NOW)
