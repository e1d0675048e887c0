"""What a comparison with Temporal's histories asks of the database: which calls, and what is recorded of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, InboxEvent, OutboundMessage, TimelineEntry
from domain.delivery import TO_BE_SENT, DeliveryStatus, NotSent
from domain.wakes import WAKE_SIGNALS

PAGE = 500

_WAKES = sorted(WAKE_SIGNALS)
_UNFINISHED = col(Call.state)["finished"].as_boolean().is_not(True)
_RECORDED = select(col(TimelineEntry.id)).where(
    col(TimelineEntry.call_id) == col(Call.id),
    col(TimelineEntry.entry_key) == col(InboxEvent.source) + "/" + col(InboxEvent.event_id),
)


async def to_examine(session: AsyncSession, *, since: datetime, after: str, limit: int = PAGE) -> Sequence[Call]:
    """A page of the calls whose workflow runs or ended since then, by id."""
    wanted = select(Call).where(col(Call.id) > after, or_(_UNFINISHED, col(Call.updated_at) >= since))
    return (await session.scalars(wanted.order_by(col(Call.id)).limit(limit))).all()


async def unrecorded_calls(session: AsyncSession, *, since: datetime) -> frozenset[str]:
    """Ids of the calls of which an event was relayed since then and no step recorded it."""
    wanted = (
        select(col(Call.id))
        .join(InboxEvent, _same_call())
        .where(
            col(InboxEvent.relayed_at) >= since,
            col(InboxEvent.type).not_in(_WAKES),
            ~_RECORDED.exists(),
        )
    )
    return frozenset((await session.scalars(wanted)).all())


async def waiting_to_be_sent(session: AsyncSession, call_ids: Sequence[str]) -> frozenset[str]:
    """Which of these calls have messages that are not yet with their provider."""
    wanted = select(col(OutboundMessage.call_id)).where(
        col(OutboundMessage.call_id).in_(call_ids),
        col(OutboundMessage.status).in_([status.value for status in TO_BE_SENT]),
        or_(
            col(OutboundMessage.status) != DeliveryStatus.CREATED.value,
            col(OutboundMessage.reason) != NotSent.HELD_FOR_REVIEW.value,
        ),
    )
    return frozenset((await session.scalars(wanted)).all())


async def events_of(session: AsyncSession, call: Call) -> Sequence[InboxEvent]:
    """Every event of a call that was accepted and not given up, in order; no wake-ups."""
    wanted = select(InboxEvent).where(
        col(InboxEvent.ori) == call.ori,
        col(InboxEvent.call_number) == call.call_number,
        col(InboxEvent.given_up_at).is_(None),
        col(InboxEvent.type).not_in(_WAKES),
    )
    return (await session.scalars(wanted.order_by(col(InboxEvent.seq)))).all()


async def recorded_events(session: AsyncSession, call_id: str, *, malformed: str) -> Sequence[TimelineEntry]:
    """The lines of a call's timeline that are events of the contract."""
    wanted = select(TimelineEntry).where(
        col(TimelineEntry.call_id) == call_id,
        col(TimelineEntry.kind) == "event",
        col(TimelineEntry.what) != bindparam("malformed"),
    )
    return (await session.scalars(wanted.order_by(col(TimelineEntry.id)), {"malformed": malformed})).all()


def _same_call() -> ColumnElement[bool]:
    return and_(col(InboxEvent.ori) == col(Call.ori), col(InboxEvent.call_number) == col(Call.call_number))
