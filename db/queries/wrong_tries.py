"""Tries to sign in to an account: counted before they are looked at, so that parallel ones get no more than others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import WrongTry


async def since(session: AsyncSession, account_id: str, after: datetime, *, only_wrong: bool = False) -> int:
    """How many were wrong or are under way. Hold the account's row, or a parallel try is not among them."""
    mine = (col(WrongTry.account_id) == account_id, col(WrongTry.began_at) > after)
    counted = select(func.count()).select_from(WrongTry).where(*mine)
    return (await session.scalar(counted.where(col(WrongTry.was_wrong)) if only_wrong else counted)) or 0


async def begin(session: AsyncSession, account_id: str, *, now: datetime) -> str:
    """The id of one more, which counts from now on."""
    begun = WrongTry(account_id=account_id, began_at=now)
    session.add(begun)
    await session.flush()
    return begun.id


async def was_wrong(session: AsyncSession, try_id: str) -> None:
    """It was."""
    await session.execute(update(WrongTry).where(col(WrongTry.id) == try_id).values(was_wrong=True))


async def was_right(session: AsyncSession, try_id: str, account_id: str) -> None:
    """It was: what was wrong before counts no more [CJIS AC-7: consecutive tries]; what is under way still does."""
    mine = (col(WrongTry.account_id) == account_id, (col(WrongTry.id) == try_id) | col(WrongTry.was_wrong))
    await session.execute(delete(WrongTry).where(*mine))


async def forget_of(session: AsyncSession, account_id: str) -> None:
    """An administrator released the account."""
    await session.execute(delete(WrongTry).where(col(WrongTry.account_id) == account_id))


async def forget(session: AsyncSession, *, began_before: datetime) -> None:
    """Delete what counts no more."""
    await session.execute(delete(WrongTry).where(col(WrongTry.began_at) < began_before))
