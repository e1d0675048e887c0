"""Release or drop what the brake on mass news holds, once a person has looked at it, and wake the calls it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.queries import calls, inbox, mass_news, messages, staff_tasks, timeline
from db.queries.mass_news import HeldMessage
from db.queries.timeline import TimelineNote
from db.tables import Agency, Call, OutboundMessage
from domain.actors import ActorKind, said_to_be
from domain.delivery import DROPPED, DeliveryStatus, NotSent, is_held_for_review
from domain.mass_news import BrakeDecision
from domain.messages import MessageKey
from domain.task_kinds import TaskKind
from domain.wakes import WakeUp
from messaging.call_context import CallContext
from messaging.mass_news import waits_until

SOURCE = "mass-news"

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person decided about everything that is held of one key; `by` is their badge or user id, never a name."""

    ori: str
    key: MessageKey
    decision: BrakeDecision
    by: str
    kind: ActorKind = ActorKind.OPERATOR
    """Whether they typed a command or signed in as staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """How many messages were settled, and how many of the key are held by now: they came meanwhile."""

    settled: int
    held_since: int


async def carry_out(
    database: Database, review: Review, *, clock: Callable[[], datetime], progress: Progress = lambda done, total: None
) -> Reviewed:
    """Settle what is held now, one message after another in the order they wanted to leave.

    Each is a transaction of its own: a review of thousands holds up no one, and one that was broken off is simply
    asked for again. A release ends the brake; after a drop it holds on until no more than usual comes.
    """
    async with database.transaction() as session:
        held = await mass_news.held(session, review.ori, review.key)
        if review.decision is BrakeDecision.RELEASED:
            await mass_news.one_at_a_time(session, review.ori)
            await mass_news.begin_anew(session, review.ori, review.key)
    settled = 0
    for done, each in enumerate(held, start=1):
        async with database.transaction() as session:
            settled += await _settle(session, each, review, now=clock())
        progress(done, len(held))
    async with database.transaction() as session:
        left = await _close_task(session, review, now=clock())
    log.info("mass_news.reviewed", agency=review.ori, key=review.key, decision=review.decision, messages=settled)
    return Reviewed(settled=settled, held_since=left)


async def _settle(session: AsyncSession, held: HeldMessage, review: Review, *, now: datetime) -> bool:
    """False if another review was quicker."""
    call = await calls.lock_call(session, held.ori, held.call_number)
    row = await messages.lock_message(session, held.message_id)
    if call is None or row is None or not is_held_for_review(row.status, row.reason):
        return False
    await mass_news.settle(session, row.id, review.decision, by=review.by, now=now)
    if review.decision is BrakeDecision.DROPPED:
        row.move_to(DeliveryStatus.WITHHELD, reason=DROPPED, now=now)
    else:
        await _let_go(session, call, row, now)
    await timeline.note(session, call.id, _line(call, row, review), now=now)
    await inbox.wake(session, call, WakeUp(source=SOURCE, key=f"{row.id}/{review.decision}"), now=now)
    return True


async def _let_go(session: AsyncSession, call: Call, row: OutboundMessage, now: datetime) -> None:
    """Now, or in the morning."""
    agency = await session.get_one(Agency, call.ori)
    row.not_before = await waits_until(session, row, CallContext.of(agency, call, now=now))
    row.reason, row.updated_at = NotSent.QUIET_UNTIL.value if row.not_before else "", now


def _line(call: Call, row: OutboundMessage, review: Review) -> TimelineNote:
    dropped = review.decision is BrakeDecision.DROPPED
    return TimelineNote(
        key=f"message/{row.id}/{row.status if dropped else review.decision}",
        kind="message",
        what=row.key,
        status=call.status,
        by=said_to_be(review.kind, review.by),
        effect=row.status if dropped else review.decision,
        reason=row.reason,
        detail={"channel": row.channel, "language": row.language, "by": review.by},
    )


async def _close_task(session: AsyncSession, review: Review, *, now: datetime) -> int:
    """Close the task unless more was held meanwhile: how many."""
    await mass_news.one_at_a_time(session, review.ori)
    left = await mass_news.count_held(session, review.ori, review.key)
    if not left:
        await staff_tasks.close_about(session, review.ori, TaskKind.MASS_NEWS, review.key, now)
    return left
