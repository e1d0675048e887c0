"""Ask staff what software must not settle alone: a victim with a suspect's number, an address told too much."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import staff_tasks, timeline
from db.queries.timeline import TimelineNote
from domain.actors import WORKFLOW
from domain.audience import Audience
from domain.contacts import VICTIMS
from domain.delivery import NotSent
from domain.message_plan import PlannedMessage
from domain.task_kinds import NewTask, TaskKind
from messaging.call_context import CallContext

_LIMITS = frozenset({NotSent.LIMIT_REACHED, NotSent.LIMIT_UNTIL})


async def ask(
    session: AsyncSession, context: CallContext, audience: Audience, planned: Iterable[PlannedMessage]
) -> None:
    """Raise the tasks that this step gives reason for, each once while it is open."""
    call, now = context.call, context.now
    for contact in audience.contacts:
        if contact.suspects_ways:
            ways = " and ".join(sorted(contact.suspects_ways))
            who = "a victim" if contact.roles & VICTIMS else "a caller"
            reason = f"{ways} of {who} is that of a suspect in another open call: nothing was sent by it"
            line = TimelineNote(
                key=f"suspects_address/{contact.id}",
                kind="message",
                what="suspects address",
                status=call.status,
                by=WORKFLOW,
                reason=reason,
            )
            if await timeline.note(session, call.id, line, now=now):  # what staff has seen to does not come back
                about = f"{call.id}/{contact.id}"
                task = NewTask(kind=TaskKind.SUSPECTS_ADDRESS, about=about, reason=reason, call_id=call.id)
                await staff_tasks.raise_task(session, call.ori, task, now=now)
    day = now.astimezone(ZoneInfo(context.agency.time_zone)).date()
    for contact_id in sorted({message.contact_id for message in planned if _is_limited(message)}):
        reason = "as many messages as one address gets in a day went there: news of the case waits for tomorrow"
        task = NewTask(kind=TaskKind.DAILY_LIMIT, about=f"{contact_id}/{day}", reason=reason, call_id=call.id)
        await staff_tasks.raise_task(session, call.ori, task, now=now)


def _is_limited(message: PlannedMessage) -> bool:
    return message.withheld in _LIMITS or (message.not_before is not None and message.waits_for in _LIMITS)
