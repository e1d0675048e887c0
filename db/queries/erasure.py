"""What is kept for a number or address itself, whoever and in whatever call: forgotten when nobody is known by it."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, InboundReply, Person, PortalAttempt, PortalLink, PortalSession, Preference


async def forget_links(session: AsyncSession, contact_id: str) -> None:
    """The ways into the portal that somebody was sent, and the codes they asked for."""
    await session.execute(delete(PortalLink).where(col(PortalLink.contact_id) == contact_id))
    await session.execute(delete(PortalAttempt).where(col(PortalAttempt.contact_id) == contact_id))


async def forget_if_unknown(session: AsyncSession, ori: str, address_hash: str) -> None:
    """Choices, visits to the portal and what was written, unless somebody is still known by it at this agency.

    What they forbade (consents, links by which they stop emails) stays: forgotten, they would be written to again.
    So does that it was cut off.
    """
    if await _is_known(session, ori, address_hash):
        return
    await session.execute(
        delete(PortalSession).where(col(PortalSession.ori) == ori, col(PortalSession.address_hash) == address_hash)
    )
    await session.execute(
        delete(PortalAttempt).where(col(PortalAttempt.ori) == ori, col(PortalAttempt.address_hash) == address_hash)
    )
    await session.execute(
        delete(Preference).where(col(Preference.ori) == ori, col(Preference.address_hash) == address_hash)
    )
    await session.execute(
        update(InboundReply)
        .where(col(InboundReply.ori) == ori, col(InboundReply.address_hash) == address_hash)
        .values(body_sealed=None, address_hash="")
    )


async def _is_known(session: AsyncSession, ori: str, address_hash: str) -> bool:
    by_it = or_(col(Person.phone_hash) == address_hash, col(Person.email_hash) == address_hash)
    known = select(col(Person.id)).join(Call, col(Call.id) == col(Person.call_id)).where(col(Call.ori) == ori, by_it)
    return (await session.scalars(known.limit(1))).first() is not None
