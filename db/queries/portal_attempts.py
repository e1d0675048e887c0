"""Attempts to sign in to the portal: each is made alike, looked up once, tried a few times and used once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import PortalAttempt

_BY_TOKEN = select(PortalAttempt).where(
    col(PortalAttempt.token_hash) == bindparam("token_hash"), col(PortalAttempt.ori) == bindparam("ori")
)
_WAITING = col(PortalAttempt.looked_up_at).is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCode:
    """A code that was sent and not entered yet."""

    network_hash: str | None
    link_hash: str | None
    created_at: datetime


async def by_token_hash(session: AsyncSession, token_hash: str, ori: str) -> PortalAttempt | None:
    """The attempt of this browser."""
    return (await session.scalars(_BY_TOKEN, {"token_hash": token_hash, "ori": ori})).one_or_none()


async def count_try(
    session: AsyncSession, token_hash: str, ori: str, *, now: datetime, most: int
) -> PortalAttempt | None:
    """One more try, locked until the transaction ends; None if the attempt is not there, used, over or tried out."""
    open_still = (
        col(PortalAttempt.token_hash) == token_hash,
        col(PortalAttempt.ori) == ori,
        col(PortalAttempt.used_at).is_(None),
        col(PortalAttempt.expires_at) > now,
        col(PortalAttempt.tries) < most,
    )
    tried = update(PortalAttempt).where(*open_still).values(tries=col(PortalAttempt.tries) + 1).returning(PortalAttempt)
    return (await session.scalars(tried.execution_options(populate_existing=True))).one_or_none()


async def unused(session: AsyncSession, ori: str, address_hash: str, *, since: datetime) -> Sequence[SentCode]:
    """The codes sent to this address since then that were not entered."""
    columns = (col(PortalAttempt.network_hash), col(PortalAttempt.link_hash), col(PortalAttempt.created_at))
    to_address = (
        col(PortalAttempt.ori) == ori,
        col(PortalAttempt.address_hash) == address_hash,
        col(PortalAttempt.created_at) > since,
        col(PortalAttempt.used_at).is_(None),
    )
    found = await session.execute(select(*columns).where(*to_address))
    return [SentCode(network_hash=network, link_hash=link, created_at=at) for network, link, at in found]


async def waiting(session: AsyncSession, *, since: datetime, limit: int) -> Sequence[PortalAttempt]:
    """Attempts that are not looked up yet, oldest first."""
    wanted = select(PortalAttempt).where(_WAITING, col(PortalAttempt.created_at) > since)
    return (await session.scalars(wanted.order_by(col(PortalAttempt.created_at)).limit(limit))).all()


async def take(session: AsyncSession, attempt_id: str) -> PortalAttempt | None:
    """One that waits, ours until the transaction ends; None if another process has it or had it."""
    wanted = select(PortalAttempt).where(col(PortalAttempt.id) == attempt_id, _WAITING)
    locked = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return (await session.scalars(locked)).one_or_none()


async def close(session: AsyncSession, attempt_ids: Collection[str], *, now: datetime) -> None:
    """Nothing is sent for these, and what was typed is forgotten."""
    values = {"looked_up_at": now, "wanted_sealed": None, "code_sealed": None}
    await session.execute(
        update(PortalAttempt).where(col(PortalAttempt.id).in_(attempt_ids), _WAITING).values(**values)
    )


async def forget(session: AsyncSession, *, created_before: datetime) -> None:
    """Delete what has long been over."""
    await session.execute(delete(PortalAttempt).where(col(PortalAttempt.created_at) < created_before))
