"""Sessions of the portal, found by the hash of the token in a cookie, ended one by one or all of a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import PortalAttempt, PortalSession


async def touch(
    session: AsyncSession, token_hash: str, ori: str, *, now: datetime, seen_after: datetime, begun_after: datetime
) -> PortalSession | None:
    """The session, seen again now; None if there is none, it has ended, or was not seen or begun after these times."""
    alive_still = _alive(token_hash, ori, seen_after, begun_after)
    seen = update(PortalSession).where(*alive_still).values(last_seen_at=now).returning(PortalSession)
    return (await session.scalars(seen.execution_options(populate_existing=True))).one_or_none()


async def alive(
    session: AsyncSession, token_hash: str, ori: str, *, seen_after: datetime, begun_after: datetime
) -> PortalSession | None:
    """The same session, not seen again by it."""
    wanted = select(PortalSession).where(*_alive(token_hash, ori, seen_after, begun_after))
    return (await session.scalars(wanted)).one_or_none()


def _alive(token_hash: str, ori: str, seen_after: datetime, begun_after: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(PortalSession.token_hash) == token_hash,
        col(PortalSession.ori) == ori,
        col(PortalSession.ended_at).is_(None),
        col(PortalSession.last_seen_at) > seen_after,
        col(PortalSession.created_at) > begun_after,
    )


async def speak(session: AsyncSession, token_hash: str, language: str) -> None:
    """From now on its pages are in this language."""
    mine = col(PortalSession.token_hash) == token_hash
    await session.execute(update(PortalSession).where(mine).values(language=language))


async def end(session: AsyncSession, token_hash: str, *, now: datetime) -> None:
    """End one session: its token opens no page from now on."""
    open_still = (col(PortalSession.token_hash) == token_hash, col(PortalSession.ended_at).is_(None))
    await session.execute(update(PortalSession).where(*open_still).values(ended_at=now))


async def end_everywhere(session: AsyncSession, ori: str, hashes: Collection[str], *, now: datetime) -> None:
    """End every session opened by these numbers and addresses, and every code that was sent there.

    An attempt whose code is ended goes on like one for a case that does not exist: who made it must not notice.
    """
    of_person = (
        col(PortalSession.ori) == ori,
        col(PortalSession.address_hash).in_(hashes),
        col(PortalSession.ended_at).is_(None),
    )
    await session.execute(update(PortalSession).where(*of_person).values(ended_at=now))
    sent = (
        col(PortalAttempt.ori) == ori,
        col(PortalAttempt.address_hash).in_(hashes),
        col(PortalAttempt.used_at).is_(None),
        col(PortalAttempt.expires_at) > now,
    )
    await session.execute(update(PortalAttempt).where(*sent).values(address_hash=None, channel=None))


async def forget(session: AsyncSession, *, seen_before: datetime) -> None:
    """Delete what has long been over."""
    await session.execute(delete(PortalSession).where(col(PortalSession.last_seen_at) < seen_before))
