"""The calls in which a person is known by a number or address, and the people of these calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, Person


def known_by(address_hash: str | BindParameter[str]) -> ColumnElement[bool]:
    """Of people: it is their number or their address."""
    return or_(col(Person.phone_hash) == address_hash, col(Person.email_hash) == address_hash)


_CALLS = (
    select(Call)
    .where(
        col(Call.ori) == bindparam("ori"),
        col(Call.id).in_(select(col(Person.call_id)).where(known_by(bindparam("address_hash")))),
    )
    .order_by(col(Call.received_at).desc(), col(Call.id))
)
_PEOPLE = (
    select(Person)
    .where(col(Person.call_id).in_(bindparam("call_ids", expanding=True)))
    .order_by(col(Person.created_at), col(Person.ref))
)


async def calls_with(session: AsyncSession, ori: str, address_hash: str, *, call_id: str = "") -> Sequence[Call]:
    """The calls of an agency in which a person has this number or address, the newest first; or only one of them."""
    wanted = _CALLS.where(col(Call.id) == call_id) if call_id else _CALLS
    return (await session.scalars(wanted, {"ori": ori, "address_hash": address_hash})).all()


async def people_of(session: AsyncSession, call_ids: Collection[str]) -> dict[str, list[Person]]:
    """Call id -> all people of that call, in the order they became known."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in await session.scalars(_PEOPLE, {"call_ids": list(call_ids)}) if call_ids else ():
        found[person.call_id].append(person)
    return dict(found)


async def people_known_by(session: AsyncSession, ori: str, address_hash: str) -> int:
    """How many entries of calls have this number or address."""
    known = select(func.count()).join_from(Person, Call, col(Call.id) == col(Person.call_id))
    return (await session.scalars(known.where(col(Call.ori) == ori, known_by(address_hash)))).one()
