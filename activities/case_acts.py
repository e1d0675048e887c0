"""What of a call's steps belongs in the audit log: changes of a case status, and those that were refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.contract import Happened
from audit.record import record
from db.tables import Call
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind, Outcome
from domain.lifecycle import CASE_EVENTS, Effect

NOT_RECORDED = str(Actor(ActorKind.SYSTEM, "not-recorded"))
"""Who sent what the inbox held before it kept that."""


async def record_case_act(session: AsyncSession, call: Call, line: Happened, *, now: datetime) -> None:
    """In the transaction of the line itself, which is new; nothing for what is no change of a case status."""
    kind = _kind(line)
    if kind is None:
        return
    act = Act(
        ori=call.ori,
        kind=kind,
        by=line.by or NOT_RECORDED,
        about=f"call:{call.call_number}",
        outcome=Outcome.DONE if kind is ActKind.CASE_STATUS_CHANGED else Outcome.REFUSED,
        reason=line.reason,
        detail={"event": line.what, **({"said_by": line.detail["by"]} if "by" in line.detail else {})},
    )
    await record(session, act, now=now)


def _kind(line: Happened) -> ActKind | None:
    if line.kind != "event" or line.what not in CASE_EVENTS:
        return None
    if not line.proven:
        return ActKind.CASE_STATUS_REFUSED
    return ActKind.CASE_STATUS_CHANGED if line.effect is Effect.CHANGED else None
