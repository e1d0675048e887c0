"""The links in messages that lead to the portal's sign-in, found again by the hash of the token in them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import PortalLink


async def add_if_new(session: AsyncSession, link: PortalLink) -> bool:
    """True if it is stored now."""
    return await insert_if_new(session, link, unique=("token_hash",))


async def by_token_hash(session: AsyncSession, token_hash: str) -> PortalLink | None:
    """The link behind a token."""
    wanted = select(PortalLink).where(col(PortalLink.token_hash) == token_hash)
    return (await session.scalars(wanted)).one_or_none()
