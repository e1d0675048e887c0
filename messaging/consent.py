"""Somebody told the provider, not us, to stop: it holds for everything we could send there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, contacts
from db.tables import Consent, OutboundMessage
from domain.messages import Channel, Purpose

EVERYTHING = (Purpose.UPDATES, Purpose.SURVEY)


async def stop_everything(session: AsyncSession, row: OutboundMessage, ori: str, *, how: str, now: datetime) -> None:
    """The address this message went to wants nothing more; saying it twice adds nothing to the history."""
    person = await contacts.get(session, row.contact_id)
    if person is None:
        return
    address_hash = person.phone_hash if row.channel == Channel.SMS else person.email_hash
    said = await consents.current(session, ori, address_hash) if address_hash else {}
    for purpose in EVERYTHING if address_hash else ():
        if said.get(purpose.value, True):
            word = Consent(
                ori=ori, address_hash=address_hash or "", purpose=purpose.value, given=False, how=how, at=now
            )
            await consents.append(session, word)
