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
    Intent.MACHINE: (TaskKind.REPLY, "a machine seems to have answered"),
    Intent.OTHER: (TaskKind.REPLY, "nothing we could act on"),
}
_STOPPED = "wrote CANCEL or END and could not be told that this did not cancel the call"
_CANCELS = "no longer needs the police"
_IN_A_SURVEY = "answers a survey, and may be in danger"
_STARTS = "asks for texts again"
OUT_OF_REACH = "no text reaches this number until it writes START: call, if it is safe"


async def raise_staff_task(
    session: AsyncSession,
    sender: ReplySender,
    meant: Understood,
    reply: InboundReply,
    *,
    out_of_reach: bool,
    now: datetime,
) -> None:
    """One open task per person (or stranger's number) and kind; more of the same are counted in it."""
    kind, reason = _task(sender, meant, reply, out_of_reach=out_of_reach)
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


def _task(
    sender: ReplySender, meant: Understood, reply: InboundReply, *, out_of_reach: bool
) -> tuple[TaskKind | None, str]:
    """What staff must do, and why; none where no person is needed."""
    kind, reason = _TASKS.get(meant.intent, (None, ""))
    if meant.in_danger:
        kind, reason = TaskKind.EMERGENCY_REPLY, _IN_A_SURVEY
    if meant.intent is Intent.CANCEL_VISIT:
        kind, reason = (TaskKind.CALL_BACK if may_be_waiting(sender.call) else TaskKind.REPLY), _CANCELS
    if meant.cancel_word and not reply.answered_with and may_be_waiting(sender.call):
        kind, reason = TaskKind.CALL_BACK, _STOPPED
    if out_of_reach and meant.intent is Intent.OPT_IN and not meant.twilio_keyword:
        kind, reason = TaskKind.REPLY, _STARTS
    tell = out_of_reach and meant.intent is not Intent.OPT_OUT and kind is not None
    return kind, f"{reason}; {OUT_OF_REACH}" if tell else reason


def _heard_late(reply: InboundReply) -> str:
    late = age(reply)
    return f", heard {late // timedelta(minutes=1)} minutes late" if late > NOTICEABLE else ""


def may_be_waiting(call: Call | None) -> bool:
    """An officer may still be on the way to them."""
    return call is not None and not call.state.get("ended")
