"""The brake on mass news: just before a consequential message leaves, let it go or hold it for a person.

Here and not where messages are planned: what waits for the morning, or was withheld, fills no window. The decision
stands in the transaction that hands the message over, and one agency's decisions are made one at a time, so that
exactly as many leave as may, whatever number of workers sends.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import contacts, mass_news, staff_tasks, timeline
from db.queries.mass_news import Ceilings
from db.queries.timeline import TimelineNote
from db.tables import Agency, BrakeEntry, OutboundMessage
from domain.actors import WORKFLOW
from domain.delivery import NotSent
from domain.mass_news import CONSEQUENTIAL, WINDOW, BrakeDecision, UsualRates, same_hours, usual_rates
from domain.message_times import safe_at
from domain.messages import MessageKey
from domain.task_kinds import NewTask, TaskKind
from messaging.call_context import CallContext

log = structlog.get_logger(__name__)


class MassNewsBrake:
    """Remembers what is usual at each agency in the present hour; everything else is in the database."""

    def __init__(self) -> None:
        self._usual: dict[str, tuple[tuple[tuple[datetime, datetime], ...], UsualRates]] = {}

    async def lets_go(self, session: AsyncSession, row: OutboundMessage, about: CallContext) -> bool:
        """False if the message is held: its row then says so. Asked again, it decides the same."""
        if not _is_weighed(row):
            return True
        ori, most = about.agency.ori, await self._most(session, row.key, about)
        weighed = await mass_news.weigh(session, row, ori, most)
        if weighed.decision is not None:
            return weighed.decision != BrakeDecision.HELD
        # A window that is full stays full: most of a mass is held without waiting for its turn.
        if weighed.exceeded is None and await mass_news.one_at_a_time(session, ori):
            weighed = await mass_news.weigh(session, row, ori, most)
        if weighed.exceeded is None:
            return True
        await _hold(session, row, about, weighed.exceeded)
        return False

    async def count(self, session: AsyncSession, row: OutboundMessage, about: CallContext) -> None:
        """It leaves, in the same transaction in which it was let go: what is withheld in between fills no window."""
        if _is_weighed(row):
            await mass_news.add_let_go(session, row, about.agency.ori, now=about.now)

    async def _most(self, session: AsyncSession, key: str, about: CallContext) -> Ceilings:
        """What is held counts against its own key: a mass that lasts an hour is held for an hour, and does not pass by
        the ceiling every quarter. It does not count against the other keys.
        """
        rule, now, usual = about.policy.mass_news, about.now, await self._usual_of(session, about.agency, about.now)
        # Calls' clocks may differ, when calls are played ahead of the wall clock: who counts first looks both ways.
        return Ceilings(
            after=now - WINDOW,
            before=now + WINDOW,
            of_key=rule.ceiling(usual.by_key.get(key, 0)),
            together=rule.ceiling(usual.together),
        )

    async def _usual_of(self, session: AsyncSession, agency: Agency, now: datetime) -> UsualRates:
        hours = same_hours(now, ZoneInfo(agency.time_zone), known_since=agency.created_at)
        known = self._usual.get(agency.ori)
        if known is None or known[0] != hours:
            known = hours, usual_rates(await mass_news.left_in(session, agency.ori, hours))
            self._usual[agency.ori] = known
        return known[1]


async def waits_until(session: AsyncSession, row: OutboundMessage, about: CallContext) -> datetime | None:
    """From when what is released may leave; None for now. Whether it may at all is asked when it leaves."""
    people = await contacts.for_rules(session, await contacts.of_call(session, row.call_id), about.agency)
    contact = next((each for each in people if each.id == row.contact_id), None)
    if contact is None:
        return None
    begins = safe_at(MessageKey(row.key), contact, about.now, ZoneInfo(about.agency.time_zone), about.policy)
    return begins if begins is not None and begins > about.now else None


def _is_weighed(row: OutboundMessage) -> bool:
    """What was handed over once was counted then, however often it is tried again."""
    return MessageKey(row.key) in CONSEQUENTIAL and row.sending_at is None


async def _hold(session: AsyncSession, row: OutboundMessage, about: CallContext, ceiling: int) -> None:
    """One task for staff for each agency and key, however many messages, until they are released or dropped."""
    ori, now = about.agency.ori, about.now
    session.add(BrakeEntry(message_id=row.id, ori=ori, key=row.key, decision=BrakeDecision.HELD.value, at=now))
    row.reason, row.updated_at = NotSent.HELD_FOR_REVIEW.value, now
    line = TimelineNote(
        key=f"message/{row.id}/held",
        kind="message",
        what=row.key,
        status=about.call.status,
        by=WORKFLOW,
        effect="held",
        reason=NotSent.HELD_FOR_REVIEW.value,
        detail={"channel": row.channel, "language": row.language},
    )
    await timeline.note(session, row.call_id, line, now=now)
    reason = f"{row.key} messages are held, as more than {ceiling} came in 15 minutes: caseline message held"
    task = NewTask(kind=TaskKind.MASS_NEWS, about=row.key, reason=reason)
    if await staff_tasks.raise_task(session, ori, task, now=now):
        log.error("mass_news.held", agency=ori, key=row.key, ceiling=ceiling)
