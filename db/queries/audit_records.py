"""The records of the audit log: added, and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which records are looked for; what is empty is no limit. `before`: the id after which the last page ended."""

    by: str = ""
    about: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


async def matching(session: AsyncSession, ori: str, wanted: LogFilter, *, most: int) -> Sequence[AuditRecord]:
    """The records that fit, newest first."""
    found = select(AuditRecord).where(col(AuditRecord.ori) == ori)
    for column, value in ((AuditRecord.by, wanted.by), (AuditRecord.about, wanted.about)):
        found = found.where(col(column) == value) if value else found
    found = found.where(col(AuditRecord.kind) == wanted.kind) if wanted.kind else found
    found = found.where(col(AuditRecord.at) >= wanted.since) if wanted.since else found
    found = found.where(col(AuditRecord.at) < wanted.until) if wanted.until else found
    found = found.where(col(AuditRecord.id) < wanted.before) if wanted.before else found
    return (await session.scalars(found.order_by(col(AuditRecord.id).desc()).limit(most))).all()
