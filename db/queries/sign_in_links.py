"""Links that lead an account in, by the hash of their token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import SignInLink
from domain.staff.sign_in import LinkPurpose


async def add(session: AsyncSession, link: SignInLink) -> None:
    """A new link."""
    session.add(link)
    await session.flush()


async def find(session: AsyncSession, token_hash: str, purpose: LinkPurpose, *, now: datetime) -> SignInLink | None:
    """The link that is for this, and neither used nor over."""
    wanted = select(SignInLink).where(
        col(SignInLink.token_hash) == token_hash,
        col(SignInLink.purpose) == purpose.value,
        col(SignInLink.used_at).is_(None),
        col(SignInLink.expires_at) > now,
    )
    return (await session.scalars(wanted)).one_or_none()


async def use_up(session: AsyncSession, token_hash: str, *, now: datetime) -> bool:
    """True for the one who uses it: from now on it leads nowhere."""
    unused = (col(SignInLink.token_hash) == token_hash, col(SignInLink.used_at).is_(None))
    used = update(SignInLink).where(*unused).values(used_at=now).returning(col(SignInLink.token_hash))
    return (await session.execute(used)).first() is not None


async def revoke(session: AsyncSession, account_id: str, purpose: LinkPurpose) -> None:
    """No link of this kind leads the account in any more."""
    mine = (col(SignInLink.account_id) == account_id, col(SignInLink.purpose) == purpose.value)
    await session.execute(delete(SignInLink).where(*mine))


async def forget(session: AsyncSession, *, over_before: datetime) -> None:
    """Delete those whose time was over before then; the audit log has who was invited."""
    await session.execute(delete(SignInLink).where(col(SignInLink.expires_at) < over_before))
