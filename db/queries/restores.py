"""Restores from a backup: begun, reconciled, ended; one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries import inbox
from db.queries.inbox import FROM_HISTORY
from db.tables import Call, InboxEvent, OutboundMessage, Restore, TimelineEntry
from domain.delivery import DeliveryStatus, NotSent
from domain.restore import RestoreWindow
from domain.wakes import WAKE_SIGNALS

_LATEST = select(Restore).order_by(col(Restore.begun_at).desc(), col(Restore.id)).limit(1)
_LATEST_LOCKED = _LATEST.with_for_update().execution_options(populate_existing=True)
_RECORDED_BY = select(col(TimelineEntry.occurred_at)).where(
    col(TimelineEntry.call_id) == bindparam("call_id"), col(TimelineEntry.kind) == "event"
)
_DAY = timedelta(days=1)
_FROM_FEEDS = and_(col(InboxEvent.type).not_in(sorted(WAKE_SIGNALS)), col(InboxEvent.content_hash) != FROM_HISTORY)
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
    await inbox.await_no_feed(session)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How far the events of one agency have come since a restore began.

    `newest`: when the latest of them happened; None if none came. `is_awaited`: in the day before the backup some did.
    """

    ori: str
    accepted: int
    newest: datetime | None
    is_awaited: bool

    def has_caught_up(self, window: RestoreWindow) -> bool:
        """True once it reports what happened after the restore began; a feed that was silent before owes nothing."""
        return not self.is_awaited or (self.newest is not None and self.newest >= window.begun_at)


async def feeds(session: AsyncSession, window: RestoreWindow) -> list[FeedState]:
    """Each agency's feed since the restore began."""
    since_begun = and_(col(InboxEvent.recorded_at) >= window.begun_at, _FROM_FEEDS)
    before = and_(col(InboxEvent.recorded_at) >= window.since - _DAY, col(InboxEvent.recorded_at) < window.begun_at)
    came = await session.execute(
        select(col(InboxEvent.ori), func.count(), func.max(col(InboxEvent.occurred_at)))
        .where(since_begun)
        .group_by(col(InboxEvent.ori))
    )
    accepted = {ori: (count, newest) for ori, count, newest in came}
    awaited = frozenset(
        (await session.scalars(select(col(InboxEvent.ori)).where(before, _FROM_FEEDS).distinct())).all()
    )
    return [
        FeedState(ori=ori, accepted=count, newest=newest, is_awaited=ori in awaited)
        for ori in sorted(awaited | accepted.keys())
        for count, newest in [accepted.get(ori, (0, None))]
    ]


async def maybe_sent(session: AsyncSession, window: RestoreWindow) -> dict[str, int]:
    """Call number -> how many emails were withheld because the lost system may have sent them."""
    found = await session.execute(
        select(col(Call.call_number), func.count())
        .join(OutboundMessage, col(OutboundMessage.call_id) == col(Call.id))
        .where(
            col(OutboundMessage.status) == DeliveryStatus.WITHHELD.value,
            col(OutboundMessage.reason) == NotSent.MAYBE_SENT.value,
            col(OutboundMessage.updated_at) >= window.begun_at,
        )
        .group_by(col(Call.call_number))
        .order_by(col(Call.call_number))
    )
    return {row[0]: row[1] for row in found}


def _window(row: Restore) -> RestoreWindow:
    return RestoreWindow(
        id=row.id,
        since=row.since,
        stopped_at=row.stopped_at,
        begun_at=row.begun_at,
        reconciled_at=row.reconciled_at,
        ended_at=row.ended_at,
    )
