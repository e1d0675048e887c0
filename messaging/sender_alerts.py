"""Alert staff to trouble with an agency's sender: one open task and one line in the log, however many messages fail."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import staff_tasks
from domain.task_kinds import NewTask, TaskKind
from messaging.providers.twilio_codes import PROVIDER, name_of

log = structlog.get_logger()


async def sender_refused(session: AsyncSession, *, ori: str, provider: str, code: str, now: datetime) -> None:
    """True of every message: an agency has one sender with each provider. Counted on while the task is open."""
    reason = f"{provider} refuses what this agency sends: {_explained(provider, code)}"
    if await _raise_task(session, ori, f"{provider}/{code}", reason, now):
        log.error("sender.refused", agency=ori, provider=provider, code=code)


async def sender_limited(
    session: AsyncSession, *, ori: str, provider: str, code: str, until: datetime, now: datetime
) -> None:
    """The sender may send no more for a while: its messages wait, and are not failures one by one."""
    reason = f"{provider} takes no more from this sender until {until:%Y-%m-%d %H:%M} UTC: {_explained(provider, code)}"
    if await _raise_task(session, ori, f"{provider}/{code}", reason, now):
        log.error("sender.limited", agency=ori, provider=provider, code=code, until=until.isoformat())


@lru_cache(maxsize=1000)
def code_unknown(provider: str, code: str) -> None:
    """Once in the life of a process: what it means is not in our tables, so the message failed for good."""
    log.error("code.unknown", provider=provider, code=code or "none")


async def no_sender(session: AsyncSession, *, ori: str, channel: str, now: datetime) -> None:
    """Neither the agency nor the settings name anything to send from."""
    reason = f"{channel} messages are withheld: there is nothing to send them from (caseline sender set)"
    if await _raise_task(session, ori, f"{channel}/no_sender", reason, now):
        log.error("sender.missing", agency=ori, channel=channel)


def _explained(provider: str, code: str) -> str:
    """A code alone tells staff nothing."""
    name = name_of(code) if provider == PROVIDER else ""
    return f"{code} ({name})" if name else code


async def _raise_task(session: AsyncSession, ori: str, about: str, reason: str, now: datetime) -> bool:
    task = NewTask(kind=TaskKind.SENDER_TROUBLE, about=about, reason=reason)
    return await staff_tasks.raise_task(session, ori, task, now=now)
