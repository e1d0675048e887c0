"""What of a call's steps belongs in the audit log: changes of a case status, and those that were refused."""

from __future__ import annotations

from activities.contract import Happened
from db.tables import Call
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind, Outcome
from domain.lifecycle import CASE_EVENTS, Effect

NOT_RECORDED = str(Actor(ActorKind.SYSTEM, "not-recorded"))
"""Who sent what the inbox held before it kept that."""


def case_act(call: Call, line: Happened) -> Act | None:
    """To be recorded in the transaction of the line itself, which is new; None for what changes no case status."""
    kind = _kind(line)
    if kind is None:
        return None
    return Act(
        ori=call.ori,
        kind=kind,
        by=line.by or NOT_RECORDED,
        about=f"call:{call.call_number}",
        outcome=Outcome.DONE if kind is ActKind.CASE_STATUS_CHANGED else Outcome.REFUSED,
        reason=line.reason,
        detail={"event": line.what, **({"said_by": line.detail["by"]} if "by" in line.detail else {})},
    )


def _kind(line: Happened) -> ActKind | None:
    if line.kind != "event" or line.what not in CASE_EVENTS:
        return None
    if not line.proven:
        return ActKind.CASE_STATUS_REFUSED
    return ActKind.CASE_STATUS_CHANGED if line.effect is Effect.CHANGED else None
