"""The records of the audit log: added, and read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import AuditRecord
from domain.audit.acts import Act


async def add(session: AsyncSession, act: Act, *, now: datetime) -> None:
    """One more."""
    session.add(
        AuditRecord(
            ori=act.ori,
            at=now,
            kind=act.kind.value,
            by=act.by,
            about=act.about,
            outcome=act.outcome.value,
            reason=act.reason,
            source=act.source,
            detail=dict(act.detail),
        )
    )
    await session.flush()


async def of_agency(session: AsyncSession, ori: str, *, most: int = 1000) -> Sequence[AuditRecord]:
    """The newest records, newest first."""
    wanted = select(AuditRecord).where(col(AuditRecord.ori) == ori).order_by(col(AuditRecord.id).desc()).limit(most)
    return (await session.scalars(wanted)).all()
