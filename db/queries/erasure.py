"""Erasure: forgets who a contact was, and what is kept for an address by which no contact is known any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.contacts import address_hashes
from db.queries.portal_cases import people_known_by
from db.tables import (
    Call,
    InboundReply,
    OutboundMessage,
    Person,
    PortalAttempt,
    PortalLink,
    PortalSession,
    Preference,
    SurveyInvitation,
)


async def erase(session: AsyncSession, contact_id: str, *, now: datetime) -> None:
    """Forget who a contact was; that there was one, and what was sent when, stays.

    With the last call in which an address is known goes what was kept for the address itself (`forget_if_unknown`).
    """
    addresses = await _addresses(session, contact_id)
    no_identity: dict[str, Any] = dict.fromkeys(
        ("name_sealed", "phone_sealed", "phone_with_extension_sealed", "email_sealed", "phone_hash", "email_hash"), None
    )
    sent = col(OutboundMessage.contact_id) == contact_id
    asked = col(SurveyInvitation.contact_id) == contact_id
    wrote = col(InboundReply.contact_id) == contact_id
    await session.execute(
        update(Person)
        .where(col(Person.id) == contact_id)
        .values(**no_identity, zones="", phone_country="", updated_at=now)
    )
    await session.execute(update(OutboundMessage).where(sent).values(note_sealed=None, content_sealed=None))
    await session.execute(update(InboundReply).where(wrote).values(body_sealed=None, address_hash=""))
    await session.execute(update(SurveyInvitation).where(asked).values(comment_sealed=None, address_hash=""))
    await session.execute(delete(PortalLink).where(col(PortalLink.contact_id) == contact_id))
    await session.execute(delete(PortalAttempt).where(col(PortalAttempt.contact_id) == contact_id))
    for ori, address_hash in addresses:
        await forget_if_unknown(session, ori, address_hash)


async def forget_if_unknown(session: AsyncSession, ori: str, address_hash: str) -> None:
    """Choices, visits to the portal and what was written, unless a contact of this agency is still known by it.

    What its owner forbade (consents, links that stop emails) stays: forgotten, they would be written to again.
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


async def _addresses(session: AsyncSession, contact_id: str) -> list[tuple[str, str]]:
    """The agency and each address hash of a contact."""
    wanted = select(Person, col(Call.ori)).join(Call, col(Call.id) == col(Person.call_id))
    found = (await session.execute(wanted.where(col(Person.id) == contact_id))).first()
    return [(found[1], hash_) for hash_ in address_hashes(found[0])] if found else []
