"""Apply "wrong number": the address is stopped for everything and cut off from its cases, and from nothing else.

Its owner is a stranger. What they say is no word of the person we meant, who goes on being told by email.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, conversations
from db.queries.reassigned_addresses import WRONG_NUMBER
from db.tables import InboundReply
from intake.replies.inbound_text import InboundText
from intake.replies.lateness import is_overtaken
from intake.replies.opt_out import ConsentEffect
from intake.replies.sender import ReplySender
from messaging.consent import everything, record_consent
from messaging.reassigned_addresses import cut_off

log = structlog.get_logger(__name__)

HOW, TAKEN_BACK = "text: wrong number", "staff: the right number"


async def apply_wrong_number(
    session: AsyncSession, sender: ReplySender, text: InboundText, reply: InboundReply
) -> ConsentEffect:
    """At each agency it may have meant; CHANGED if the number was not stopped before."""
    written_at, heard_at = reply.received_at, reply.heard_at or reply.received_at
    changed, overtaken = False, 0
    for agency in sender.agencies:
        is_late = text.written_at is not None
        if is_late and await is_overtaken(session, sender, agency.ori, given=False, written_at=written_at):
            overtaken += 1
            continue
        changed |= await _cut_off(session, agency.ori, sender.address_hash, now=heard_at)
        changed |= await record_consent(
            session, agency.ori, [sender.address_hash], everything(allowed=False), how=HOW, now=written_at
        )
    if overtaken and overtaken == len(sender.agencies):
        return ConsentEffect.OVERTAKEN
    return ConsentEffect.CHANGED if changed else ConsentEffect.NONE


async def take_back(session: AsyncSession, ori: str, address_hash: str, *, now: datetime) -> bool:
    """It was a mistake: texts go on, unless the owner of the number has said stop besides. True if they do."""
    said = await consents.history(session, address_hash, ori=ori)
    if not said or said[-1].how != HOW:
        return False
    return await record_consent(session, ori, [address_hash], everything(allowed=True), how=TAKEN_BACK, now=now)


async def _cut_off(session: AsyncSession, ori: str, address_hash: str, *, now: datetime) -> bool:
    """Of every case that has this number until now. True if it has any and was not cut off before."""
    known = await conversations.agencies_with(session, [ori], address_hash)
    if ori not in known:
        return False
    # A call played ahead of time has people who became known in the future of the wall clock.
    cut_at = max(now, known[ori])
    is_new = await cut_off(session, ori=ori, address_hash=address_hash, reason=WRONG_NUMBER, cut_at=cut_at, now=now)
    if is_new:
        log.info("address.cut", channel="sms", reason=WRONG_NUMBER)
    return is_new
