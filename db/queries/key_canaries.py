"""The canary: the row by which a database knows its key ring."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import KeyCanary

NAME = "ring"
"""There is one."""


async def has_table(session: AsyncSession) -> bool:
    """False in a database of a version before canaries, and in an empty one."""
    return await session.run_sync(_has_table)


async def find(session: AsyncSession) -> KeyCanary | None:
    """The canary, if one was planted."""
    return (await session.scalars(select(KeyCanary).where(col(KeyCanary.name) == NAME))).one_or_none()


async def plant(session: AsyncSession, canary: KeyCanary) -> bool:
    """False if there was one, which stays. A process that plants at the same time is waited for."""
    return await insert_if_new(session, canary)


def _has_table(session: Session) -> bool:
    return inspect(session.connection()).has_table(str(KeyCanary.__tablename__))
