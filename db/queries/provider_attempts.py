"""Sign-ins that were begun at a provider, each used once by the browser that began it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import ProviderAttempt


async def add(session: AsyncSession, attempt: ProviderAttempt) -> None:
    """A new one; what is over is forgotten."""
    await session.execute(delete(ProviderAttempt).where(col(ProviderAttempt.expires_at) < attempt.created_at))
    session.add(attempt)
    await session.flush()


async def use_up(
    session: AsyncSession, state_hash: str, *, ori: str, browser_hash: str, now: datetime
) -> ProviderAttempt | None:
    """The attempt, for the one request that uses it; None for any other browser, agency, time or turn."""
    open_still = (
        col(ProviderAttempt.state_hash) == state_hash,
        col(ProviderAttempt.ori) == ori,
        col(ProviderAttempt.browser_hash) == browser_hash,
        col(ProviderAttempt.used_at).is_(None),
        col(ProviderAttempt.expires_at) > now,
    )
    used = update(ProviderAttempt).where(*open_still).values(used_at=now).returning(ProviderAttempt)
    return (await session.scalars(used.execution_options(populate_existing=True))).one_or_none()
