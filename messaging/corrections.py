"""Write a correction for who got a message that was wrong, or learn why that person must not be written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts, messages
from db.queries.insert_if_new import insert_if_new
from db.tables import OutboundMessage, Person
from domain.contacts import Contact
from domain.correction import why_not_corrected
from domain.delivery import NotSent
from domain.message_plan import PlannedMessage
from domain.message_times import safe_at
from domain.messages import Channel, MessageKey
from messaging import decided
from messaging.call_context import CallContext
from messaging.compose import address_of, sealed_message
from messaging.planning import row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """Who got the message, and whether the correction may go to them: from when, or why not."""

    contact: Contact | None
    withheld: NotSent | None
    not_before: datetime | None = None


async def assess(session: AsyncSession, vault: Vault, wrong: OutboundMessage, about: CallContext) -> Assessed:
    """Whether the person who got `wrong` may be sent its correction now."""
    people = await contacts.of_call(session, about.call.id)
    concerned = await contacts.for_rules(session, people, about.agency)
    contact = next((each for each in concerned if each.id == wrong.contact_id), None)
    person = next((each for each in people if each.id == wrong.contact_id), None)
    if contact is None or person is None:
        return Assessed(contact=None, withheld=NotSent.NO_CONTACT)
    key, channel = MessageKey(wrong.key), Channel(wrong.channel)
    reason = why_not_corrected(contact, key, channel, about.state, about.policy)
    if reason is None and not went_to(vault, wrong, person):
        reason = NotSent.ADDRESS_CHANGED
    if reason is not None:
        return Assessed(contact=contact, withheld=reason)
    begins = safe_at(key, contact, about.now, ZoneInfo(about.agency.time_zone), about.policy)
    if begins is None:
        return Assessed(contact=contact, withheld=NotSent.NOT_SAFE)
    return Assessed(contact=contact, withheld=None, not_before=begins if begins > about.now else None)


def went_to(vault: Vault, wrong: OutboundMessage, person: Person) -> bool:
    """True if the message went to the address at which this person is reached today."""
    sent = sealed_message(vault, wrong)
    return sent is not None and sent.to == address_of(vault, person, Channel(wrong.channel))


async def write_correction(
    session: AsyncSession, vault: Vault, wrong: OutboundMessage, about: CallContext
) -> OutboundMessage | None:
    """The correction of one message, with its call locked; None if it was written before.

    Afterwards the caller wakes the call's workflow (signal `messages_added`).
    """
    rows = await messages.of_call(session, about.call.id)
    if any(row.corrects == wrong.id for row in rows):
        return None
    found = await assess(session, vault, wrong, about)
    planned = PlannedMessage(
        contact_id=wrong.contact_id,
        key=MessageKey.CORRECTION,
        n=1 + max((row.n for row in rows if row.key == MessageKey.CORRECTION), default=0),
        channel=Channel(wrong.channel),
        language=found.contact.language if found.contact else wrong.language,
        withheld=found.withheld,
        not_before=found.not_before,
    )
    row = row_of(about.call, planned, now=about.now)
    told_at = wrong.sent_at or wrong.sending_at or wrong.planned_at
    row.corrects, row.facts = wrong.id, {"corrects": wrong.key, "told_at": told_at.isoformat()}
    if await insert_if_new(session, row):
        await decided.withheld(session, row, about.call, about.agency, now=about.now)
    return row
