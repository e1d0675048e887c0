"""Whose case a call is: assigned, looked up, and the accounts a case can be given to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, CaseAssignment, StaffAccount


async def owner_of(session: AsyncSession, call_id: str) -> StaffAccount | None:
    """The account whose case it is."""
    owns = col(CaseAssignment.account_id) == col(StaffAccount.id)
    wanted = select(StaffAccount).join(CaseAssignment, owns).where(col(CaseAssignment.call_id) == call_id)
    return (await session.scalars(wanted)).one_or_none()


async def assign(session: AsyncSession, call_id: str, account_id: str, *, by: str, now: datetime) -> None:
    """It is this account's case from now on; `by` is a `domain.actors.Actor`. The call is locked by the caller."""
    known = await session.get(CaseAssignment, call_id)
    if known is None:
        session.add(CaseAssignment(call_id=call_id, account_id=account_id, assigned_at=now, assigned_by=by))
    else:
        known.account_id, known.assigned_at, known.assigned_by = account_id, now, by
    await session.flush()


async def open_accounts(session: AsyncSession, ori: str) -> Sequence[StaffAccount]:
    """Those of an agency that are open, by badge."""
    wanted = select(StaffAccount).where(col(StaffAccount.ori) == ori, col(StaffAccount.closed_at).is_(None))
    return (await session.scalars(wanted.order_by(col(StaffAccount.badge)))).all()


async def seen_call(
    session: AsyncSession, ori: str, call_id: str, *, account_id: str | None = None, lock: bool = False
) -> Call | None:
    """The agency's call of this id; with `account_id` only if it is that account's case."""
    wanted = select(Call).where(col(Call.ori) == ori, col(Call.id) == call_id)
    if account_id is not None:
        own = select(col(CaseAssignment.call_id)).where(col(CaseAssignment.account_id) == account_id)
        wanted = wanted.where(col(Call.id).in_(own))
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()
