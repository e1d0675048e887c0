"""The links by which an address says no, found again by the hash of the token in them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import UnsubscribeLink


async def add_if_new(session: AsyncSession, link: UnsubscribeLink) -> bool:
    """True if this address had no such link yet."""
    return await insert_if_new(session, link, unique=("ori", "address_hash", "purpose"))


async def by_token_hash(session: AsyncSession, token_hash: str) -> UnsubscribeLink | None:
    """The link behind a token."""
    wanted = select(UnsubscribeLink).where(col(UnsubscribeLink.token_hash) == token_hash)
    return (await session.scalars(wanted)).one_or_none()
