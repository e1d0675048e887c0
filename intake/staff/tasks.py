"""Somebody of the agency has seen to what waited for them: the task is closed, and its call looks again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls, inbox, staff_tasks
from db.tables import InboxEvent, StaffTask
from intake.relay.signals import MESSAGES_ADDED

SOURCE = "tasks"


async def see_to(session: AsyncSession, task: StaffTask, *, now: datetime) -> bool:
    """False if it was closed before. NeedsAttention goes away once nothing of the call waits for staff any more."""
    if not await staff_tasks.close(session, task.id, now):
        return False
    call = await calls.by_id(session, task.call_id) if task.call_id else None
    if call is not None:
        line = InboxEvent(
            ori=task.ori,
            source=SOURCE,
            event_id=task.id,
            content_hash=task.id,
            call_number=call.call_number,
            type=MESSAGES_ADDED,
            occurred_at=now,
            recorded_at=now,
        )
        await inbox.store(session, line)
    return True
