"""The opaque link in a message about a case, by which its reader comes to the portal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, OutboundMessage, Person, PortalLink
from domain.messages import KEY_RULES, Channel, MessageKey
from domain.policy import Policy

LINK = "portal"
"""What such a token is for: it opens nothing else."""
PATH = "/p"
LENGTH = 22
"""132 bits in a text that has to be short. It opens nothing by itself: a code is sent to where the link was sent."""

BY_TEXT: frozenset[MessageKey] = frozenset({MessageKey.CASE_NUMBER})
"""Of texts only the first about a case has it: each costs a segment or two. Every email about the case has it."""


def carries_link(key: MessageKey, channel: Channel, policy: Policy) -> bool:
    """True if this message, of a call that has a case number, leads to the portal."""
    return policy.portal and KEY_RULES[key].victims_only and (channel is Channel.EMAIL or key in BY_TEXT)


async def portal_path(
    session: AsyncSession, vault: Vault, agency: Agency, row: OutboundMessage, person: Person, *, now: datetime
) -> str | None:
    """The same link in every message to this person over this channel, while the address is the same."""
    address_hash = contacts.hash_for(person, row.channel)
    if address_hash is None:
        return None
    token = vault.token(LINK, f"{person.id} {row.channel} {address_hash}")[:LENGTH]
    link = PortalLink(
        token_hash=vault.token_hash(token),
        ori=agency.ori,
        contact_id=person.id,
        channel=row.channel,
        address_hash=address_hash,
        created_at=now,
    )
    await insert_if_new(session, link)
    return f"{PATH}/{token}"
