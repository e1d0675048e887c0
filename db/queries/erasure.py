"""What is kept for a number or address itself, whoever and in whatever call: forgotten when nobody is known by it."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, InboundReply, Person, PortalAttempt, PortalLink, PortalSession, Preference


def known_by(address_hash: str | BindParameter[str]) -> ColumnElement[bool]:
    """Of people: it is their number or their address."""
    return or_(col(Person.phone_hash) == address_hash, col(Person.email_hash) == address_hash)


async def forget_links(session: AsyncSession, contact_id: str) -> None:
    """The ways into the portal that somebody was sent, and the codes they asked for."""
    await session.execute(delete(PortalLink).where(col(PortalLink.contact_id) == contact_id))
    await session.execute(delete(PortalAttempt).where(col(PortalAttempt.contact_id) == contact_id))


async def forget_if_unknown(session: AsyncSession, ori: str, address_hash: str) -> None:
    """Choices, visits to the portal and what was written, unless somebody is still known by it at this agency.

    What they forbade (consents, links by which they stop emails) stays: forgotten, they would be written to again.
    So does that it was cut off.
    """
    if await people_known_by(session, ori, address_hash):
        return
    for table in (PortalSession, PortalAttempt, Preference):
        of_address = (col(table.ori) == ori, col(table.address_hash) == address_hash)
        await session.execute(delete(table).where(*of_address))
    await session.execute(
        update(InboundReply)
        .where(col(InboundReply.ori) == ori, col(InboundReply.address_hash) == address_hash)
        .values(body_sealed=None, address_hash="")
    )


async def people_known_by(session: AsyncSession, ori: str, address_hash: str) -> int:
    """How many entries of calls have this number or address."""
    known = select(func.count()).join_from(Person, Call, col(Call.id) == col(Person.call_id))
    return (await session.scalars(known.where(col(Call.ori) == ori, known_by(address_hash)))).one()
