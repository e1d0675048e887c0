"""Stores a person of a call, as a test wants them."""

from __future__ import annotations

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.contacts import PersonValues
from db.tables import (
    Call,
    Person,
)
from tests.database import NOW


async def a_person(
    database: Database, vault: Vault, call: Call, values: PersonValues, *, ref: str = "caller"
) -> Person:
    async with database.transaction() as session:
        return await contacts.upsert(session, vault, call_id=call.id, ref=ref, values=values, now=NOW)
