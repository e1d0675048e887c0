"""Numbers and addresses that may be another person's by now: what was known by them before is no longer shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import AddressCut

NOTICE = "notice"
"""A reason: the agency was told that the number has a new owner. Nothing more is sent there about the former one."""

WRONG_NUMBER = "wrong_number"
"""A reason: its owner wrote that we had the wrong number. The same follows, and what they stop, they stop at this
number alone: it is no word of the person we meant."""

OF_ANOTHER_PERSON = (NOTICE, WRONG_NUMBER)
"""Reasons that say so for certain; a message that failed only makes it likely."""

_OF_HASHES = select(col(AddressCut.address_hash), col(AddressCut.cut_at)).where(
    col(AddressCut.ori) == bindparam("ori"),
    col(AddressCut.address_hash).in_(bindparam("hashes", expanding=True)),
)


async def cut(session: AsyncSession, *, ori: str, address_hash: str, reason: str, now: datetime) -> bool:
    """From now on what was known by this address until now is not shown by it. True if it was not cut before.

    Cut again, the later time holds: a person who became known since then may have lost it as well. What is certain
    stays so, whatever fails later.
    """
    fresh = AddressCut(ori=ori, address_hash=address_hash, reason=reason, cut_at=now)
    if await insert_if_new(session, fresh):
        return True
    mine = (col(AddressCut.ori) == ori, col(AddressCut.address_hash) == address_hash)
    certain = col(AddressCut.reason).in_(OF_ANOTHER_PERSON)
    kept = case((certain, col(AddressCut.reason)), else_=reason)
    await session.execute(update(AddressCut).where(*mine, col(AddressCut.cut_at) < now).values(reason=kept, cut_at=now))
    if reason in OF_ANOTHER_PERSON:
        await session.execute(update(AddressCut).where(*mine).values(reason=reason))
    return False


async def cuts_of(session: AsyncSession, ori: str, hashes: Collection[str]) -> Mapping[str, datetime]:
    """Address hash -> when it was cut; an address that never was is missing."""
    if not hashes:
        return {}
    found = await session.execute(_OF_HASHES, {"ori": ori, "hashes": list(hashes)})
    return {row[0]: row[1] for row in found}


async def restore(session: AsyncSession, *, ori: str, address_hash: str) -> bool:
    """It is still its owner's: everything known by it is shown again. False if it was not cut."""
    mine = (col(AddressCut.ori) == ori, col(AddressCut.address_hash) == address_hash)
    gone = delete(AddressCut).where(*mine).returning(col(AddressCut.address_hash))
    return (await session.execute(gone)).first() is not None
