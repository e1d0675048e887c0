"""Locks with a name, for what no row stands for."""

from __future__ import annotations

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.direct import Direct

_TAKE = Direct(select(func.pg_advisory_xact_lock(func.hashtext(bindparam("name", type_=String)))))


async def take(session: AsyncSession, name: str) -> bool:
    """No other transaction takes this lock until ours ends. True if one may have had it until now.

    That is so on PostgreSQL; SQLite lets one transaction write at a time anyway, and False is returned.
    """
    if session.get_bind().dialect.name != "postgresql":
        return False
    await _TAKE.rows(session, {"name": name})
    return True
