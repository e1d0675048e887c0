"""The opaque link in an email by which its reader stops emails like it (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries.insert_if_new import insert_if_new
from db.tables import UnsubscribeLink
from domain.messages import Purpose

LINK = "unsubscribe"
"""What such a token is for: it opens nothing else."""
PATH = "/u"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """An agency's emails of one purpose to one address; `language` is that of the page which stops them."""

    ori: str
    address_hash: str
    purpose: Purpose
    language: str


async def unsubscribe_path(session: AsyncSession, vault: Vault, mailing: Mailing, *, now: datetime) -> str | None:
    """The same link in every email of a mailing; None for a reply, which cannot be stopped."""
    if mailing.purpose is Purpose.REPLIES:
        return None
    token = vault.token(LINK, f"{mailing.ori} {mailing.purpose} {mailing.address_hash}")
    link = UnsubscribeLink(
        token_hash=vault.token_hash(token),
        ori=mailing.ori,
        address_hash=mailing.address_hash,
        purpose=mailing.purpose.value,
        language=mailing.language,
        created_at=now,
    )
    await insert_if_new(session, link)
    return f"{PATH}/{token}"
