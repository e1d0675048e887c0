"""Begin, find and end visits to the portal: opened by the right code, over after thirty idle minutes or twelve hours.

The token is in the visitor's cookie alone; we keep its hash.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import portal_sessions
from db.tables import PortalSession
from portal.sign_in_attempts import Proven

IDLE = timedelta(minutes=30)
"""How long a visit lasts without anything being asked for."""
LONGEST = timedelta(hours=12)
"""How long it lasts at most: a page that is kept open on a lost phone is not open for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVisit:
    """The visit of a person who has proved an address. `token`: random, at least 128 bits."""

    token: str = field(repr=False)
    ori: str
    proven: Proven
    language: str


async def open_session(session: AsyncSession, vault: Vault, new: NewVisit, *, now: datetime) -> PortalSession:
    """Let the visitor in."""
    visit = PortalSession(
        token_hash=vault.token_hash(new.token),
        ori=new.ori,
        address_hash=new.proven.address_hash,
        channel=new.proven.channel,
        language=new.language,
        created_at=now,
        last_seen_at=now,
    )
    session.add(visit)
    await session.flush()
    return visit


async def find(session: AsyncSession, vault: Vault, *, token: str, ori: str, now: datetime) -> PortalSession | None:
    """The visit that goes on, which has another thirty minutes now; None if it is over or another agency's."""
    return await portal_sessions.touch(
        session, vault.token_hash(token), ori, now=now, seen_after=now - IDLE, begun_after=now - LONGEST
    )


async def look(session: AsyncSession, vault: Vault, *, token: str, ori: str, now: datetime) -> PortalSession | None:
    """The same visit, which goes on no longer for it."""
    return await portal_sessions.alive(
        session, vault.token_hash(token), ori, seen_after=now - IDLE, begun_after=now - LONGEST
    )


async def speak(session: AsyncSession, visit: PortalSession, language: str) -> None:
    """Show its pages in this language from now on."""
    await portal_sessions.speak(session, visit.token_hash, language)


async def end(session: AsyncSession, vault: Vault, *, token: str, now: datetime) -> None:
    """Over; the token opens nothing more."""
    await portal_sessions.end(session, vault.token_hash(token), now=now)


async def end_everywhere(session: AsyncSession, ori: str, hashes: Collection[str], *, now: datetime) -> None:
    """End all visits of a person, in every browser, and every code that is on its way to them."""
    await portal_sessions.end_everywhere(session, ori, sorted(hashes), now=now)
