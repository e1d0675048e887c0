"""Passwords, one-time codes and passkeys of staff: given, found, used once, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import PasskeyChallenge, StaffAccount, StaffPasskey, StaffPassword


async def set_password(session: AsyncSession, password: StaffPassword) -> None:
    """In place of the one before."""
    await session.execute(delete(StaffPassword).where(col(StaffPassword.account_id) == password.account_id))
    session.add(password)
    await session.flush()


async def password_of(session: AsyncSession, account_id: str) -> StaffPassword | None:
    """The account's, if it has one."""
    return await session.get(StaffPassword, account_id)


async def use_code(session: AsyncSession, account_id: str, step: int) -> bool:
    """True for the one who uses the code of this step, if none as new was used before."""
    mine = (col(StaffPassword.account_id) == account_id, col(StaffPassword.totp_last_step) < step)
    used = update(StaffPassword).where(*mine).values(totp_last_step=step).returning(col(StaffPassword.account_id))
    return (await session.execute(used)).first() is not None


async def rehash(session: AsyncSession, account_id: str, *, before: str, after: str) -> None:
    """The same password, hashed by the parameters of today; unless it was changed meanwhile."""
    mine = (col(StaffPassword.account_id) == account_id, col(StaffPassword.password_hash) == before)
    await session.execute(update(StaffPassword).where(*mine).values(password_hash=after))


async def add_passkey(session: AsyncSession, passkey: StaffPasskey) -> None:
    """One more of its account."""
    session.add(passkey)
    await session.flush()


async def passkey(session: AsyncSession, ori: str, credential_id: str) -> tuple[StaffPasskey, StaffAccount] | None:
    """The passkey that its device names so, if it is one of this agency's staff, with its account."""
    wanted = (
        select(StaffPasskey, StaffAccount)
        .join(StaffAccount, col(StaffAccount.id) == col(StaffPasskey.account_id))
        .where(col(StaffPasskey.credential_id) == credential_id, col(StaffAccount.ori) == ori)
    )
    found = (await session.execute(wanted)).one_or_none()
    return None if found is None else (found[0], found[1])


async def is_known_passkey(session: AsyncSession, credential_id: str) -> bool:
    """True if any account of any agency has it."""
    return await session.get(StaffPasskey, credential_id) is not None


async def use_passkey(session: AsyncSession, credential_id: str, *, sign_count: int, now: datetime) -> bool:
    """True if its counter went on, or it has none; False if it stands where it was or went back."""
    counted = col(StaffPasskey.sign_count)
    goes_on = (counted < sign_count) | ((counted == 0) & (sign_count == 0))
    mine = update(StaffPasskey).where(col(StaffPasskey.credential_id) == credential_id, goes_on)
    used = mine.values(sign_count=sign_count, last_used_at=now).returning(col(StaffPasskey.credential_id))
    return (await session.execute(used)).first() is not None


async def kinds_of(session: AsyncSession, account_ids: Sequence[str]) -> dict[str, set[str]]:
    """Account id -> what it signs in with here: "passkey", "password and code"."""
    found: dict[str, set[str]] = {each: set() for each in account_ids}
    for kind, owner in (("passkey", StaffPasskey.account_id), ("password and code", StaffPassword.account_id)):
        owned = select(col(owner)).where(col(owner).in_(account_ids))
        for account_id in await session.scalars(owned):
            found[account_id].add(kind)
    return found


async def remove_all(session: AsyncSession, account_id: str) -> bool:
    """True if there was anything: the account signs in by nothing that it has now."""
    password, passkey = col(StaffPassword.account_id), col(StaffPasskey.account_id)
    forgotten = await session.execute(delete(StaffPassword).where(password == account_id).returning(password))
    taken = await session.execute(delete(StaffPasskey).where(passkey == account_id).returning(passkey))
    return bool([*forgotten.all(), *taken.all()])


async def ask(session: AsyncSession, challenge: PasskeyChallenge) -> None:
    """Remember what was asked."""
    session.add(challenge)
    await session.flush()


async def take_answer(session: AsyncSession, challenge_hash: str, asked_by_hash: str, *, now: datetime) -> bool:
    """True for the first answer in time, from the browser that was asked. There is no second."""
    asked = (
        col(PasskeyChallenge.challenge_hash) == challenge_hash,
        col(PasskeyChallenge.asked_by_hash) == asked_by_hash,
        col(PasskeyChallenge.expires_at) > now,
    )
    taken = delete(PasskeyChallenge).where(*asked).returning(col(PasskeyChallenge.challenge_hash))
    return (await session.execute(taken)).first() is not None


async def forget_challenges(session: AsyncSession, *, over_before: datetime) -> None:
    """Delete those that were never answered."""
    await session.execute(delete(PasskeyChallenge).where(col(PasskeyChallenge.expires_at) < over_before))
