"""The erasure ledger: what was erased and when, so that a restored backup or a repeated report brings no one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.direct import Direct
from db.connection.loaded_rows import LoadedRows
from db.contact_refs import newest_form
from db.encryption.vault import Vault
from db.queries.insert_if_new import insert_if_new
from db.tables import Call, Erasure, Person

_ROWS = LoadedRows(Erasure)
_OF_NUMBERS = Direct(
    select(*_ROWS.columns).where(
        col(Erasure.ori) == bindparam("ori"),
        col(Erasure.call_number).in_(bindparam("numbers", expanding=True)),
        col(Erasure.ref) != "",
    )
)
SAME_CALL = timedelta(hours=24)
"""Two calls with one number that were received further apart are two calls."""


async def add(session: AsyncSession, line: Erasure) -> bool:
    """False if the ledger has the line already."""
    return await insert_if_new(session, line)


def is_of_call(line: Erasure, call: Call) -> bool:
    """True if the line speaks of this call, or of the one that was made anew after a restore.

    Not of a call that bears its number years later, when the former one is deleted: that one was received another day.
    """
    if line.call_id == call.id:
        return True
    if (line.ori, line.call_number) != (call.ori, call.call_number) or line.received_at is None:
        return False
    received_at = call.said_received_at or call.received_at
    return received_at is not None and abs(received_at - line.received_at) <= SAME_CALL


async def erased_refs(session: AsyncSession, calls: Sequence[Call]) -> dict[str, frozenset[str]]:
    """By id of each of these calls of one agency: the stored refs of its erased contacts.

    Whatever CAD says of them is not taken in again.
    """
    numbers = sorted({call.call_number for call in calls})
    asked = {"ori": calls[0].ori if calls else "", "numbers": numbers}
    found = [_ROWS.of(session, values) for values in await _OF_NUMBERS.rows(session, asked)] if calls else []
    return {call.id: frozenset(line.ref for line in found if is_of_call(line, call)) for call in calls}


async def contacts_of(session: AsyncSession, vault: Vault, line: Erasure) -> Sequence[str]:
    """The ids of the contacts of whom this line speaks, whether they are there again or not.

    Another hash key may have made the ref of one who is there again. Raises UnknownKey.
    """
    same, ref = col(Person.id) == line.contact_id, newest_form(vault, line.ref)
    if line.ref:
        same = or_(same, and_(col(Call.ori) == line.ori, col(Call.call_number) == line.call_number))
    wanted = select(Person, Call).join(Call, col(Call.id) == col(Person.call_id)).where(same)
    found = [(row[0], row[1]) for row in (await session.execute(wanted)).all()]
    return [
        person.id
        for person, call in found
        if person.id == line.contact_id or (newest_form(vault, person.ref) == ref and is_of_call(line, call))
    ]


async def lines(session: AsyncSession) -> Sequence[Erasure]:
    """The whole ledger, the oldest line first."""
    return (await session.scalars(select(Erasure).order_by(col(Erasure.erased_at), col(Erasure.id)))).all()


async def known_ids(session: AsyncSession) -> frozenset[str]:
    """The ids of all lines."""
    return frozenset(await session.scalars(select(col(Erasure.id))))


async def count(session: AsyncSession) -> tuple[int, datetime | None]:
    """How many lines there are, and of when the newest is."""
    found = (await session.execute(select(func.count(), func.max(col(Erasure.erased_at))))).one()
    return found[0], found[1]
