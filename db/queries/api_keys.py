"""API keys: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import ApiKey

PREFIX = "ck_"

_IN_FORCE = select(ApiKey).where(col(ApiKey.key_hash) == bindparam("key_hash"), col(ApiKey.revoked_at).is_(None))


def new_key() -> str:
    """A fresh key: 256 random bits, recognizable as ours where it should not be."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """What is stored of a key: it is random enough that a plain SHA-256 (hex) gives nothing away."""
    return hashlib.sha256(key.encode()).hexdigest()


async def find(session: AsyncSession, key: str) -> ApiKey | None:
    """The key that a client showed, unless it is unknown or revoked."""
    return (await session.scalars(_IN_FORCE, {"key_hash": hash_key(key)})).one_or_none()


async def every(session: AsyncSession, ori: str = "") -> Sequence[ApiKey]:
    """All keys, or one agency's, revoked ones too, by agency and age."""
    wanted = select(ApiKey).order_by(col(ApiKey.ori), col(ApiKey.created_at), col(ApiKey.id))
    return (await session.scalars(wanted.where(col(ApiKey.ori) == ori) if ori else wanted)).all()


async def beginning_with(session: AsyncSession, start: str) -> Sequence[ApiKey]:
    """The keys, revoked ones too, whose id begins so."""
    wanted = select(ApiKey).where(col(ApiKey.id).startswith(start, autoescape=True)).order_by(col(ApiKey.id))
    return (await session.scalars(wanted)).all()


async def note_uses(session: AsyncSession, uses: Mapping[str, datetime]) -> None:
    """When keys, by id, were last used; another process may know of a later use."""
    for key_id, at in sorted(uses.items()):
        later = or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) < at)
        await session.execute(update(ApiKey).where(col(ApiKey.id) == key_id, later).values(last_used_at=at))


async def change(session: AsyncSession, key_id: str, values: Mapping[str, Any]) -> bool:
    """Set columns of a key; False if there is none."""
    key = await session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        return False
    for name, value in values.items():
        setattr(key, name, value)
    return True


async def revoke(session: AsyncSession, key_id: str, *, now: datetime) -> bool:
    """From now on the key opens nothing; False if there is none. Revoking again keeps the first time."""
    key = await session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        return False
    key.revoked_at = key.revoked_at or now
    return True
