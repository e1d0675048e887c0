"""Restores from a backup: begun, reconciled, ended; one at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, InboxEvent, OutboundMessage, Restore, TimelineEntry
from domain.restore import RestoreWindow

_LATEST = select(Restore).order_by(col(Restore.begun_at).desc(), col(Restore.id)).limit(1)
_LATEST_LOCKED = _LATEST.with_for_update().execution_options(populate_existing=True)
_RECORDED_BY = select(col(TimelineEntry.occurred_at)).where(
    col(TimelineEntry.call_id) == bindparam("call_id"), col(TimelineEntry.kind) == "event"
)
_IN_THE_STEP = _RECORDED_BY.where(col(TimelineEntry.recorded_at) == bindparam("at"))
_BEFORE_IT = _RECORDED_BY.where(col(TimelineEntry.recorded_at) < bindparam("at"))


async def latest(session: AsyncSession) -> RestoreWindow | None:
    """The newest restore, open or ended; None if there never was one."""
    row = (await session.scalars(_LATEST)).one_or_none()
    return _window(row) if row else None


async def begin(session: AsyncSession, *, since: datetime, stopped_at: datetime, now: datetime) -> RestoreWindow | None:
    """Open a restore. None if one is open already."""
    row = (await session.scalars(_LATEST_LOCKED)).one_or_none()
    if row is not None and row.ended_at is None:
        return None
    new = Restore(since=since, stopped_at=stopped_at, begun_at=now)
    session.add(new)
    await session.flush()
    return _window(new)


async def note_reconciled(session: AsyncSession, *, now: datetime) -> None:
    """The database and Temporal's histories were compared and mended; says nothing while no restore is open."""
    row = (await session.scalars(_LATEST_LOCKED)).one_or_none()
    if row is not None and row.ended_at is None:
        row.reconciled_at = now


async def end(session: AsyncSession, *, now: datetime) -> RestoreWindow | None:
    """Close the open restore. None if none is open."""
    row = (await session.scalars(_LATEST_LOCKED)).one_or_none()
    if row is None or row.ended_at is not None:
        return None
    row.ended_at = now
    return _window(row)


async def last_write(session: AsyncSession) -> datetime | None:
    """The newest moment this database knows of by itself: about when its backup was made. None of an empty one."""
    moments = [
        (await session.execute(select(func.max(column)))).scalar_one()
        for column in (
            col(InboxEvent.recorded_at),
            col(TimelineEntry.recorded_at),
            col(OutboundMessage.updated_at),
            col(Call.updated_at),
        )
    ]
    return max((moment for moment in moments if moment), default=None)


async def when_it_happened(session: AsyncSession, message: OutboundMessage) -> datetime | None:
    """When what led to a message happened: the first event of the step that planned it, else the last one before.

    None if no event was recorded.
    """
    asked = {"call_id": message.call_id, "at": message.planned_at}
    in_the_step = (await session.scalars(_IN_THE_STEP, asked)).all()
    return min(in_the_step) if in_the_step else max((await session.scalars(_BEFORE_IT, asked)).all(), default=None)


def _window(row: Restore) -> RestoreWindow:
    return RestoreWindow(
        id=row.id,
        since=row.since,
        stopped_at=row.stopped_at,
        begun_at=row.begun_at,
        reconciled_at=row.reconciled_at,
        ended_at=row.ended_at,
    )
