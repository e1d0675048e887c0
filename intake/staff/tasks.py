"""Close a task that staff has dealt with, and wake the workflow of its call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import inbox, staff_tasks
from db.queries.staff_tasks import ClosedHow
from db.tables import Call, StaffTask
from domain.wakes import WakeUp

SOURCE = "tasks"


async def close_task(session: AsyncSession, task: StaffTask, *, now: datetime, how: ClosedHow | None = None) -> bool:
    """False if it was closed before. NeedsAttention goes away once nothing of the call waits for staff any more."""
    if not await staff_tasks.close(session, task.id, now, how):
        return False
    call = await session.get(Call, task.call_id) if task.call_id else None
    if call is not None:
        await inbox.wake(session, call, WakeUp(source=SOURCE, key=task.id), now=now)
    return True
