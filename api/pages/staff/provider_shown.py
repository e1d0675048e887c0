"""What the sign-in page says of the agency's OpenID provider, if it has one (`staff/sign_in_provider.html`)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession


async def provider_of(session: AsyncSession, ori: str) -> object | None:
    """What the template is given as `provider`; None if the agency's staff sign in here."""
    del session, ori
    return None
