"""Raise a task for staff where a reply needs a person to look at it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import staff_tasks
from db.tables import Call, InboundReply
from domain.replies.intents import Intent
from domain.task_kinds import NewTask, TaskKind
from intake.replies.lateness import NOTICEABLE, age
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood

_TASKS: dict[Intent, tuple[TaskKind, str]] = {
    Intent.EMERGENCY: (TaskKind.EMERGENCY_REPLY, "reads like danger"),
    Intent.WRONG_NUMBER: (TaskKind.WRONG_NUMBER, "wrong number: find the right one; this one is stopped and cut off"),
    Intent.AUTOMATIC: (TaskKind.REPLY, "a machine seems to have answered"),
    Intent.OTHER: (TaskKind.REPLY, "nothing we could act on"),
}
_STOPPED = "wrote CANCEL or END and could not be told that this did not cancel the call"
_CANCELS = "asks to cancel the call"


async def raise_staff_task(
    session: AsyncSession, sender: ReplySender, meant: Understood, reply: InboundReply, *, now: datetime
) -> None:
    """One open task per person (or stranger's number) and kind; more of the same are counted in it."""
    kind, reason = _TASKS.get(meant.intent, (None, ""))
    if meant.cancel_word and _may_be_waiting(sender.call):
        if meant.intent is Intent.OTHER:
            kind, reason = TaskKind.CALL_BACK, _CANCELS
        elif not reply.answered_with:
            kind, reason = TaskKind.CALL_BACK, _STOPPED
    if kind is None:
        return
    everywhere = kind is TaskKind.WRONG_NUMBER or sender.agency is None
    for agency in sender.agencies if everywhere or sender.agency is None else (sender.agency,):
        await staff_tasks.raise_task(
            session,
            agency.ori,
            NewTask(
                kind=kind,
                about=sender.person.id if sender.person and agency.ori == sender.ori else sender.address_hash,
                reason=f"{reason} (reply {reply.id[:8]}{_heard_late(reply)})",
                call_id=sender.call.id if sender.call and sender.call.ori == agency.ori else None,
            ),
            now=now,
        )


def _heard_late(reply: InboundReply) -> str:
    late = age(reply)
    return f", heard {late // timedelta(minutes=1)} minutes late" if late > NOTICEABLE else ""


def _may_be_waiting(call: Call | None) -> bool:
    """An officer may still be on the way to them."""
    return call is not None and not call.state.get("ended")
