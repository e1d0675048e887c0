"""Trials of policies: asked for, taken in hand by one process, and kept with what came out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import PolicyTrial


async def add(session: AsyncSession, trial: PolicyTrial) -> None:
    """A new one, which waits for a process."""
    session.add(trial)
    await session.flush()


async def get(session: AsyncSession, ori: str, trial_id: str) -> PolicyTrial | None:
    """One of the agency's."""
    wanted = select(PolicyTrial).where(col(PolicyTrial.ori) == ori, col(PolicyTrial.id) == trial_id)
    return (await session.scalars(wanted)).one_or_none()


async def lately(session: AsyncSession, ori: str, *, most: int = 5) -> Sequence[PolicyTrial]:
    """The agency's newest, the newest first."""
    wanted = select(PolicyTrial).where(col(PolicyTrial.ori) == ori).order_by(col(PolicyTrial.asked_at).desc())
    return (await session.scalars(wanted.limit(most))).all()


async def any_waits(session: AsyncSession, *, now: datetime) -> bool:
    """True if a trial is to be begun: asked often, and without a lock."""
    is_free = or_(col(PolicyTrial.claimed_until).is_(None), col(PolicyTrial.claimed_until) <= now)
    waits = select(col(PolicyTrial.id)).where(col(PolicyTrial.finished_at).is_(None), is_free)
    return (await session.execute(waits.limit(1))).first() is not None


async def claim(session: AsyncSession, *, now: datetime, until: datetime) -> PolicyTrial | None:
    """The one that waits longest and no process has in hand: until then it is ours."""
    is_free = or_(col(PolicyTrial.claimed_until).is_(None), col(PolicyTrial.claimed_until) <= now)
    free = select(PolicyTrial).where(col(PolicyTrial.finished_at).is_(None), is_free)
    in_turn = free.order_by(col(PolicyTrial.asked_at)).limit(1).with_for_update(skip_locked=True)
    trial = (await session.scalars(in_turn)).one_or_none()
    if trial is not None:
        trial.claimed_until = until
        await session.flush()
    return trial


async def progress(session: AsyncSession, trial_id: str, *, done: int, total: int, until: datetime) -> None:
    """How far it is; it stays in hand until then."""
    values = {"calls_done": done, "calls_total": total, "claimed_until": until}
    await session.execute(update(PolicyTrial).where(col(PolicyTrial.id) == trial_id).values(values))


async def finish(session: AsyncSession, trial_id: str, result: dict[str, Any], *, now: datetime) -> None:
    """What came out."""
    done = {"result": result, "finished_at": now, "claimed_until": None}
    await session.execute(update(PolicyTrial).where(col(PolicyTrial.id) == trial_id).values(done))
