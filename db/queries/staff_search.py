"""Calls that staff search for, by number or by the hash of a person's address, as far as the searcher may see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, CaseAssignment, Person, StaffAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """A call, the badge of the detective who has it, and the roles of the person whose address found it."""

    call: Call
    owner: str | None
    roles: tuple[str, ...]


async def by_number(
    session: AsyncSession, ori: str, numbers: Collection[str], *, account_id: str | None, limit: int
) -> Sequence[FoundCall]:
    """Those with one of these as their call or case number; with `account_id` only that account's cases."""
    has_it = or_(
        col(Call.call_number).in_(numbers), col(Call.reused_number).in_(numbers), col(Call.case_number).in_(numbers)
    )
    wanted = select(Call, col(StaffAccount.badge), literal("")).where(has_it)
    return await _found(session, wanted, ori, account_id, limit)


async def by_address(
    session: AsyncSession, ori: str, address_hash: str, *, account_id: str | None, limit: int
) -> Sequence[FoundCall]:
    """Those one of whose people has this number or email address, also if that person was removed since."""
    has_it = or_(col(Person.phone_hash) == address_hash, col(Person.email_hash) == address_hash)
    people: ColumnElement[bool] = col(Person.call_id) == col(Call.id)
    wanted = select(Call, col(StaffAccount.badge), col(Person.roles)).join(Person, people).where(has_it)
    return await _found(session, wanted, ori, account_id, limit)


async def _found(
    session: AsyncSession, wanted: Any, ori: str, account_id: str | None, limit: int
) -> Sequence[FoundCall]:
    mine = () if account_id is None else (col(CaseAssignment.account_id) == account_id,)
    statement = (
        wanted.outerjoin(CaseAssignment, col(CaseAssignment.call_id) == col(Call.id))
        .outerjoin(StaffAccount, col(StaffAccount.id) == col(CaseAssignment.account_id))
        .where(col(Call.ori) == ori, *mine)
        .order_by(col(Call.created_at).desc(), col(Call.id))
        .limit(limit)
    )
    found = await session.execute(statement)
    return [FoundCall(call=row[0], owner=row[1], roles=tuple(row[2].split())) for row in found]
