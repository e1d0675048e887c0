"""The policies that were put in force for an agency, and the one way to put one in force."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Agency, PolicyVersion

FROM_BEFORE = "system:before"
"""Who put the first version in force, where that was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBy:
    """Who puts a policy in force, as `str(domain.actors.Actor)`, and who approved it, if that was another."""

    by: str
    approved_by: str = ""


def text_hash(text: str) -> str:
    """What names a text of a policy: SHA-256, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


async def put_in_force(
    session: AsyncSession, agency: Agency, text: str, who: PutBy, *, now: datetime
) -> PolicyVersion | None:
    """From their next step on the agency's calls follow this text, which was checked; None if they do already.

    `agency` is locked until the transaction ends.
    """
    # Its key does not change: rows that name the agency can be written meanwhile.
    how = {"key_share": True}
    locked = await session.get_one(Agency, agency.ori, with_for_update=how, populate_existing=True)
    newest = await _newest(session, agency.ori)
    if newest is None:
        newest = _version(locked, locked.policy, 1, PutBy(by=FROM_BEFORE), locked.created_at)
        session.add(newest)
    if locked.policy == text:
        return None
    version = _version(locked, text, newest.number + 1, who, now)
    session.add(version)
    locked.policy = text
    await session.flush()
    return version


async def of_agency(session: AsyncSession, agency: Agency, *, most: int = 50) -> Sequence[PolicyVersion]:
    """The newest first; an agency whose policy was never changed has the one it began with."""
    wanted = select(PolicyVersion).where(col(PolicyVersion.ori) == agency.ori)
    found = (await session.scalars(wanted.order_by(col(PolicyVersion.number).desc()).limit(most))).all()
    return found or [_version(agency, agency.policy, 1, PutBy(by=FROM_BEFORE), agency.created_at)]


async def numbered(session: AsyncSession, agency: Agency, number: int) -> PolicyVersion | None:
    """One of them."""
    wanted = select(PolicyVersion).where(col(PolicyVersion.ori) == agency.ori, col(PolicyVersion.number) == number)
    found = (await session.scalars(wanted)).one_or_none()
    if found is None and number == 1:
        return (await of_agency(session, agency))[-1]  # it was never changed
    return found


async def _newest(session: AsyncSession, ori: str) -> PolicyVersion | None:
    wanted = select(PolicyVersion).where(col(PolicyVersion.ori) == ori)
    return (await session.scalars(wanted.order_by(col(PolicyVersion.number).desc()).limit(1))).one_or_none()


def _version(agency: Agency, text: str, number: int, who: PutBy, at: datetime) -> PolicyVersion:
    return PolicyVersion(
        ori=agency.ori,
        number=number,
        text=text,
        text_hash=text_hash(text),
        in_force_at=at,
        put_by=who.by,
        approved_by=who.approved_by,
    )
