"""A number or address that may be somebody else's by now: the portal shows nothing by it that was known before.

A number that is in use no more is given to the next customer after some months. Nobody tells us; what we see is that
a message to it fails for good, or that the agency is told of the new owner.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts, portal_sessions, reassigned_addresses
from db.tables import OutboundMessage
from domain.delivery import NotSent, Standing
from domain.messages import Channel
from messaging.compose import sealed_message
from messaging.providers.delivery_report import ProviderReport

log = structlog.get_logger(__name__)

_ABOUT_THE_ADDRESS = frozenset({NotSent.UNDELIVERED, NotSent.REJECTED})
"""A landline is still its owner's, and so is the number of somebody who said stop."""


def says_it_is_lost(report: ProviderReport) -> bool:
    """True if it follows that the address may be nobody's, or somebody else's."""
    final = report.standing is Standing.PERMANENT and report.why in _ABOUT_THE_ADDRESS
    return final and not report.about_the_message


async def cut_where_it_went(
    session: AsyncSession, vault: Vault, row: OutboundMessage, ori: str, *, reason: str, now: datetime
) -> None:
    """Cut the address this message went to, which is perhaps not the one its person has by now."""
    letter = sealed_message(vault, row)
    if letter is None:
        return
    find = contacts.phone_hash if row.channel == Channel.SMS else contacts.email_hash
    # A call played ahead of time has people who became known in the future of the wall clock.
    cut_at = max(now, row.planned_at)
    if await cut_off(session, ori=ori, address_hash=find(vault, letter.to), reason=reason, cut_at=cut_at, now=now):
        log.info("address.cut", message_id=row.id, channel=row.channel, reason=reason)


async def cut_off(
    session: AsyncSession, *, ori: str, address_hash: str, reason: str, cut_at: datetime, now: datetime
) -> bool:
    """From then on the portal shows nothing by this address of what was known by it, and whoever is in by it is out.

    True if it was not cut before.
    """
    is_new = await reassigned_addresses.cut(session, ori=ori, address_hash=address_hash, reason=reason, now=cut_at)
    await portal_sessions.end_of_address(session, ori, address_hash, now=now)
    return is_new
