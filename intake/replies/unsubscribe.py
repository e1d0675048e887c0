"""Stop emails by the unsubscribe link in one of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import consents
from db.tables import UnsubscribeLink
from domain.messages import Purpose
from messaging.consent import record_consent

BY_HEADER = "email one-click"
"""The mail program's own button (RFC 8058)."""
BY_PAGE = "email link"


async def link_of(session: AsyncSession, token: str) -> UnsubscribeLink | None:
    """The link of this token, if it is one."""
    return await session.get(UnsubscribeLink, Vault.token_hash(token))


async def is_stopped(session: AsyncSession, link: UnsubscribeLink) -> bool:
    """True if such emails are stopped already."""
    said = await consents.current(session, link.ori, link.address_hash)
    return not said.get(link.purpose, True)


async def stop(session: AsyncSession, link: UnsubscribeLink, *, how: str, now: datetime) -> None:
    """Record that consent is withdrawn, in force at once."""
    said = {Purpose(link.purpose): False}
    await record_consent(session, link.ori, [link.address_hash], said, how=how, now=now)
