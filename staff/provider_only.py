"""Says whether an account may sign in here at all: where the agency has a provider, only break-glass accounts may."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import staff_providers
from db.tables import StaffAccount


async def has_provider(session: AsyncSession, ori: str) -> bool:
    """True if the agency's staff sign in by its OpenID provider."""
    return await staff_providers.get(session, ori) is not None


def local_sign_in_open(account: StaffAccount, *, has_provider: bool) -> bool:
    """True if a passkey or a password of ours may let this account in. An account of the provider has neither."""
    return account.is_break_glass or (not has_provider and account.subject_hash is None)
