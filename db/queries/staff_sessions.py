"""Sessions of staff, found by the hash of the token in a cookie, each with its account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Agency, StaffAccount, StaffSession


async def find(
    session: AsyncSession, token_hash: str, ori: str, *, begun_after: datetime
) -> tuple[StaffSession, StaffAccount, Agency] | None:
    """The session that has not ended, was begun after then, and whose account is open and not locked."""
    wanted = (
        select(StaffSession, StaffAccount, Agency)
        .join(StaffAccount, col(StaffAccount.id) == col(StaffSession.account_id))
        .join(Agency, col(Agency.ori) == col(StaffAccount.ori))
        .where(
            col(StaffSession.token_hash) == token_hash,
            col(StaffSession.ended_at).is_(None),
            col(StaffSession.created_at) > begun_after,
            col(StaffAccount.ori) == ori,
            col(StaffAccount.closed_at).is_(None),
            col(StaffAccount.locked_at).is_(None),
        )
    )
    found = (await session.execute(wanted)).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


async def touch(session: AsyncSession, token_hash: str, *, now: datetime) -> None:
    """Seen again now, and locked no more."""
    mine = col(StaffSession.token_hash) == token_hash
    await session.execute(update(StaffSession).where(mine).values(last_seen_at=now, locked_at=None))


async def note_locked(session: AsyncSession, token_hash: str, *, now: datetime) -> bool:
    """True for the first request that finds it locked."""
    first = (col(StaffSession.token_hash) == token_hash, col(StaffSession.locked_at).is_(None))
    noted = update(StaffSession).where(*first).values(locked_at=now).returning(col(StaffSession.token_hash))
    return (await session.execute(noted)).first() is not None


async def keep(session: AsyncSession, token_hash: str, sealed: str | None) -> None:
    """Keep what was typed while the session was locked, or forget it."""
    mine = col(StaffSession.token_hash) == token_hash
    await session.execute(update(StaffSession).where(mine).values(kept_sealed=sealed))


async def end(session: AsyncSession, token_hash: str, *, now: datetime) -> None:
    """Its token opens no page from now on, and nothing of what was typed stays."""
    open_still = (col(StaffSession.token_hash) == token_hash, col(StaffSession.ended_at).is_(None))
    ended = {"ended_at": now, "kept_sealed": None, "provider_token_sealed": None}
    await session.execute(update(StaffSession).where(*open_still).values(**ended))


async def end_of_account(session: AsyncSession, account_id: str, *, now: datetime) -> None:
    """End every session of an account, in every browser."""
    open_still = (col(StaffSession.account_id) == account_id, col(StaffSession.ended_at).is_(None))
    ended = {"ended_at": now, "kept_sealed": None, "provider_token_sealed": None}
    await session.execute(update(StaffSession).where(*open_still).values(**ended))


async def end_over(session: AsyncSession, *, begun_before: datetime, now: datetime) -> None:
    """End those that went on for as long as they may: nothing of what was typed stays in them."""
    open_still = (col(StaffSession.created_at) <= begun_before, col(StaffSession.ended_at).is_(None))
    ended = {"ended_at": now, "kept_sealed": None, "provider_token_sealed": None}
    await session.execute(update(StaffSession).where(*open_still).values(**ended))


async def forget(session: AsyncSession, *, begun_before: datetime) -> None:
    """Delete what has long been over; the audit log has what happened in it."""
    await session.execute(delete(StaffSession).where(col(StaffSession.created_at) < begun_before))
