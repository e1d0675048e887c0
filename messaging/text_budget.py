"""Count an agency's texts of a day, alert staff at half of its budget, and say when there is none left."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import rate_counts, staff_tasks
from db.tables import Agency
from domain.messages import KEY_RULES, MessageKey, Urgency
from domain.task_kinds import NewTask, TaskKind

log = structlog.get_logger()


async def spend(session: AsyncSession, agency: Agency, budget: int, key: MessageKey, *, now: datetime) -> bool:
    """Count one more text of today, by the agency's clock; False if it may not leave.

    `now` is the wall clock's time, since it is today's money. Answers to people who write always leave.
    """
    local = now.astimezone(ZoneInfo(agency.time_zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    spent = await rate_counts.count(session, f"texts/{agency.ori}", began_at=midnight)
    if spent == (budget + 1) // 2:
        reason = f"half of the {budget} texts of {midnight:%Y-%m-%d} are used: is it you who sends them?"
        await _alert(session, agency.ori, f"half/{midnight:%Y-%m-%d}", reason, now)
        log.warning("budget.half_used", agency=agency.ori, texts=spent)
    if spent == budget + 1:
        reason = f"all {budget} texts of {midnight:%Y-%m-%d} are used: others are withheld (limits.texts_per_day)"
        await _alert(session, agency.ori, f"full/{midnight:%Y-%m-%d}", reason, now)
        log.error("budget.used_up", agency=agency.ori, texts=budget)
    return spent <= budget or KEY_RULES[key].urgency is Urgency.SAFETY


async def _alert(session: AsyncSession, ori: str, about: str, reason: str, now: datetime) -> None:
    task = NewTask(kind=TaskKind.SENDER_TROUBLE, about=f"sms/budget/{about}", reason=reason)
    await staff_tasks.raise_task(session, ori, task, now=now)
