"""Trouble with an agency's sender, told once: one task for staff and one line in the log, however many it hits."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import staff_tasks
from domain.task_kinds import TaskKind

log = structlog.get_logger()


async def sender_refused(session: AsyncSession, *, ori: str, provider: str, code: str, now: datetime) -> None:
    """True of every message: an agency has one sender with each provider. Counted on while the task is open."""
    is_new = await staff_tasks.raise_task(
        session,
        ori=ori,
        kind=TaskKind.SENDER_TROUBLE,
        about=f"{provider}/{code}",
        reason=f"{provider} refuses what this agency sends: {code}",
        now=now,
    )
    if is_new:
        log.error("sender.refused", agency=ori, provider=provider, code=code)


async def no_sender(session: AsyncSession, *, ori: str, channel: str, now: datetime) -> None:
    """Neither the agency nor the settings name anything to send from."""
    is_new = await staff_tasks.raise_task(
        session,
        ori=ori,
        kind=TaskKind.SENDER_TROUBLE,
        about=f"{channel}/no_sender",
        reason=f"{channel} messages are withheld: there is nothing to send them from (caseline sender set)",
        now=now,
    )
    if is_new:
        log.error("sender.missing", agency=ori, channel=channel)
