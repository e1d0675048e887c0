"""What a reply leaves with its call: a line in the timeline, our answer, and word to the workflow that sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import inbox, timeline
from db.queries.timeline import TimelineNote
from db.tables import InboundReply
from domain.messages import Channel
from domain.replies.intents import Intent
from domain.wakes import REPLY_RECEIVED, WakeUp
from intake.replies.answer import WORTH_SAYING_FOR
from intake.replies.sender import ReplySender
from intake.replies.survey import Next
from messaging.queue_message import PlannedReply
from messaging.queue_message import reply as request_reply

SOURCE = "replies"
KIND = "reply"


async def note(session: AsyncSession, writer: ReplySender, reply: InboundReply, *, now: datetime) -> None:
    """That the person wrote and what they meant; never what they wrote."""
    if writer.call is None:
        return
    line = TimelineNote(
        key=f"{KIND}/{reply.id}",
        kind=KIND,
        what=f"reply received: {reply.intent}",
        status=writer.call.status,
        detail={"answered_with": reply.answered_with} if reply.answered_with else {},
    )
    await timeline.note(session, writer.call.id, line, now=now)


async def plan_answers(
    session: AsyncSession,
    vault: Vault,
    writer: ReplySender,
    reply: InboundReply,
    answers: Sequence[Next],
    *,
    now: datetime,
) -> None:
    """Answers take the way of every message; the call's workflow is told, of an emergency in any case."""
    if writer.call is None or writer.person is None:
        return
    for answer in answers:
        planned = PlannedReply(
            key=answer.key,
            channel=Channel.SMS,
            language=answer.language,
            facts=answer.facts,
            valid_for=WORTH_SAYING_FOR.get(answer.key),
        )
        await request_reply(session, vault, writer.call, writer.person, planned, now=now)
    if answers or reply.intent == Intent.EMERGENCY:
        key = f"{reply.provider}/{reply.provider_message_id}"
        why = WakeUp(source=SOURCE, key=key, signal=REPLY_RECEIVED, facts={"intent": reply.intent})
        await inbox.wake(session, writer.call, why, now=now)
