"""Somebody stops our emails by the link in one of them, or wants them again."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import consents, unsubscribe_links
from db.tables import Consent, UnsubscribeLink

log = structlog.get_logger()

BY_HEADER = "email one-click"
"""The mail program's own button (RFC 8058)."""
BY_PAGE = "email link"


async def link_of(session: AsyncSession, token: str) -> UnsubscribeLink | None:
    """Whose link this is, if anybody's."""
    return await unsubscribe_links.by_token_hash(session, Vault.token_hash(token))


async def is_stopped(session: AsyncSession, link: UnsubscribeLink) -> bool:
    """True if such emails are stopped already."""
    said = await consents.current(session, link.ori, link.address_hash)
    return not said.get(link.purpose, True)


async def decide(session: AsyncSession, link: UnsubscribeLink, *, wanted: bool, how: str, now: datetime) -> None:
    """Write down what they want, in force at once. Saying it twice adds nothing to their history."""
    if await is_stopped(session, link) != wanted:
        return
    word = Consent(ori=link.ori, address_hash=link.address_hash, purpose=link.purpose, given=wanted, how=how, at=now)
    await consents.append(session, word)
    log.info("consent.given" if wanted else "consent.withdrawn", purpose=link.purpose, how=how)
