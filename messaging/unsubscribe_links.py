"""The opaque link in an email by which its reader stops emails like it (RFC 8058)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import unsubscribe_links
from db.tables import UnsubscribeLink
from domain.messages import Purpose

LINK = "unsubscribe"
"""What such a token is for: it opens nothing else."""
PATH = "/u"


async def unsubscribe_path(
    session: AsyncSession,
    vault: Vault,
    *,
    ori: str,
    address_hash: str,
    purpose: Purpose,
    language: str,
    now: datetime,
) -> str | None:
    """The same link for every email of this purpose to this address; None for a reply, which nobody can stop."""
    if purpose is Purpose.REPLIES:
        return None
    token = vault.token(LINK, f"{ori} {purpose} {address_hash}")
    link = UnsubscribeLink(
        token_hash=vault.token_hash(token),
        ori=ori,
        address_hash=address_hash,
        purpose=purpose.value,
        language=language,
        created_at=now,
    )
    await unsubscribe_links.add_if_new(session, link)
    return f"{PATH}/{token}"
