"""Accounts of an agency's staff, by badge or id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import StaffAccount
from domain.staff.roles import Role


async def add(session: AsyncSession, account: StaffAccount) -> bool:
    """True if it is new; False if the agency has, or had, an account with this badge."""
    return await insert_if_new(session, account)


async def get(session: AsyncSession, account_id: str, *, lock: bool = False) -> StaffAccount | None:
    """One account, open or closed."""
    return await session.get(StaffAccount, account_id, with_for_update=lock, populate_existing=lock)


async def by_badge(session: AsyncSession, ori: str, badge: str) -> StaffAccount | None:
    """The agency's account with this badge, open or closed."""
    wanted = select(StaffAccount).where(col(StaffAccount.ori) == ori, col(StaffAccount.badge) == badge)
    return (await session.scalars(wanted)).one_or_none()


async def by_subject(session: AsyncSession, ori: str, subject_hash: str) -> StaffAccount | None:
    """The agency's account that its OpenID provider knows by this subject."""
    wanted = select(StaffAccount).where(col(StaffAccount.ori) == ori, col(StaffAccount.subject_hash) == subject_hash)
    return (await session.scalars(wanted)).one_or_none()


async def by_cad_id(session: AsyncSession, ori: str, cad_id: str) -> StaffAccount | None:
    """The agency's account, open or closed, that is this officer or call-taker of CAD."""
    wanted = select(StaffAccount).where(col(StaffAccount.ori) == ori, col(StaffAccount.cad_id) == cad_id)
    return (await session.scalars(wanted)).one_or_none()


async def of_agency(session: AsyncSession, ori: str) -> Sequence[StaffAccount]:
    """All of them, open ones first, by badge."""
    in_order = (col(StaffAccount.closed_at).is_not(None), col(StaffAccount.badge))
    return (await session.scalars(select(StaffAccount).where(col(StaffAccount.ori) == ori).order_by(*in_order))).all()


async def open_administrators(session: AsyncSession, ori: str, *, lock: bool = False) -> Sequence[StaffAccount]:
    """The agency's, by id. Locked, none of them is closed meanwhile: lock no single one before."""
    wanted = select(StaffAccount).where(
        col(StaffAccount.ori) == ori,
        col(StaffAccount.closed_at).is_(None),
        col(StaffAccount.roles).contains(Role.ADMINISTRATOR.value),
    )
    in_order = wanted.order_by(col(StaffAccount.id)).execution_options(populate_existing=lock)
    return (await session.scalars(in_order.with_for_update() if lock else in_order)).all()


async def unused_since(session: AsyncSession, before: datetime) -> Sequence[StaffAccount]:
    """Open accounts that were made, last used and last reopened before then; by agency and badge."""
    last, reopened = col(StaffAccount.last_used_at), col(StaffAccount.reopened_at)
    wanted = select(StaffAccount).where(
        col(StaffAccount.closed_at).is_(None),
        col(StaffAccount.created_at) < before,
        last.is_(None) | (last < before),
        reopened.is_(None) | (reopened < before),
    )
    return (await session.scalars(wanted.order_by(col(StaffAccount.ori), col(StaffAccount.badge)))).all()


async def lock_if_open(session: AsyncSession, account_id: str, *, now: datetime) -> bool:
    """True for the one who locks it; False if it was locked or closed before."""
    still = (
        col(StaffAccount.id) == account_id,
        col(StaffAccount.locked_at).is_(None),
        col(StaffAccount.closed_at).is_(None),
    )
    locked = update(StaffAccount).where(*still).values(locked_at=now).returning(col(StaffAccount.id))
    return (await session.execute(locked)).first() is not None


async def speak(session: AsyncSession, account_id: str, language: str) -> None:
    """Show its pages in this language from now on."""
    await session.execute(update(StaffAccount).where(col(StaffAccount.id) == account_id).values(language=language))
