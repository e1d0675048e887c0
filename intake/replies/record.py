"""Record a reply on its call: a line in the timeline, the planned answers, and a signal to the workflow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import inbox, timeline
from db.queries.timeline import TimelineNote
from db.tables import InboundReply
from domain.actors import CONTACT
from domain.messages import Channel
from domain.replies.intents import Intent
from domain.wakes import REPLY_RECEIVED, WakeUp
from intake.replies.lateness import NOTICEABLE, VALID_FOR, age
from intake.replies.sender import ReplySender
from intake.replies.survey import PlannedAnswer
from messaging.queue_message import PlannedReply
from messaging.queue_message import reply as request_reply

_WAKES = (Intent.EMERGENCY, Intent.WRONG_NUMBER)
"""What the call's workflow must know: staff is needed; a way to a person is gone."""

SOURCE = "replies"
KIND = "reply"


async def note(session: AsyncSession, sender: ReplySender, reply: InboundReply, *, now: datetime) -> None:
    """That the person wrote and what they meant; never what they wrote."""
    if sender.call is None:
        return
    detail = {"answered_with": reply.answered_with} if reply.answered_with else {}
    if age(reply) > NOTICEABLE:
        detail["written_at"] = reply.received_at.isoformat(timespec="seconds")
    line = TimelineNote(
        key=f"{KIND}/{reply.id}",
        kind=KIND,
        what=f"reply received: {reply.intent}",
        status=sender.call.status,
        by=CONTACT,
        detail=detail,
    )
    await timeline.note(session, sender.call.id, line, now=now)


async def plan_answers(
    session: AsyncSession,
    vault: Vault,
    sender: ReplySender,
    reply: InboundReply,
    answers: Sequence[PlannedAnswer],
    *,
    now: datetime,
) -> None:
    """Queue the answers like any message and wake the call's workflow, for some intents even without an answer."""
    if sender.call is None or sender.person is None:
        return
    for answer in answers:
        planned = PlannedReply(
            key=answer.key,
            channel=Channel.SMS,
            language=answer.language,
            facts=answer.facts,
            valid_for=VALID_FOR[answer.key] - age(reply) if answer.key in VALID_FOR else None,
        )
        await request_reply(session, vault, sender.call, sender.person, planned, now=now)
    if answers or reply.intent in _WAKES:
        key = f"{reply.provider}/{reply.provider_message_id}"
        why = WakeUp(source=SOURCE, key=key, signal=REPLY_RECEIVED, facts={"intent": reply.intent})
        await inbox.wake(session, sender.call, why, now=now)
