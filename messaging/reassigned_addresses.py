"""Cut off a number or mailbox that may be another person's by now: it opens nothing that the portal knew before.

A number no longer in use goes to the next customer after some months [FCC: reassigned numbers]. Caseline learns of it
when a provider says that an address is not in use (and by no other failure: messaging/providers/failure_kinds.py), or
when the agency hears of the new owner.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import portal_sessions, reassigned_addresses
from db.queries.hash_lookup import email_hash_of, phone_hash_of
from db.tables import OutboundMessage
from domain.messages import Channel
from messaging.compose import message_if_readable

log = structlog.get_logger(__name__)


async def cut_where_it_went(
    session: AsyncSession, vault: Vault, row: OutboundMessage, ori: str, *, reason: str, now: datetime
) -> None:
    """Cut the address this message went to, which is perhaps not the one its person has by now."""
    sent = message_if_readable(vault, row)
    if sent is None:
        return
    find = phone_hash_of if row.channel == Channel.SMS else email_hash_of
    address_hash = await find(session, vault, sent.to)
    # A call played ahead of time has people who became known in the future of the wall clock.
    cut_at = max(now, row.planned_at)
    if await cut_off(session, ori=ori, address_hash=address_hash, reason=reason, cut_at=cut_at, now=now):
        log.info("address.cut", message_id=row.id, channel=row.channel, reason=reason)


async def cut_off(
    session: AsyncSession, *, ori: str, address_hash: str, reason: str, cut_at: datetime, now: datetime
) -> bool:
    """The portal shows nothing of what was known by this address until `cut_at`, and visits by it end.

    True if it was not cut before.
    """
    is_new = await reassigned_addresses.cut(session, ori=ori, address_hash=address_hash, reason=reason, now=cut_at)
    await portal_sessions.end_everywhere(session, ori, [address_hash], now=now)
    return is_new
