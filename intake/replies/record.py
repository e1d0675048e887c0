"""What a reply leaves with its call: a line in the timeline, our answer, and word to the workflow that sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import inbox, timeline
from db.tables import Call, InboundReply, InboxEvent, TimelineEntry
from domain.messages import Channel
from domain.replies.intents import Intent
from intake.relay.signals import REPLY_RECEIVED
from intake.replies.answer import WORTH_SAYING_FOR
from intake.replies.sender import ReplySender
from intake.replies.survey import Next
from intake.replies.understanding.understand import Understood
from messaging import queue_message

SOURCE = "replies"
KIND = "reply"


async def note(session: AsyncSession, writer: ReplySender, reply: InboundReply, *, now: datetime) -> None:
    """That somebody wrote and what they meant; never what they wrote."""
    if writer.call is None:
        return
    entry = TimelineEntry(
        call_id=writer.call.id,
        entry_key=f"{KIND}/{reply.id}",
        occurred_at=now,
        recorded_at=now,
        kind=KIND,
        what=f"reply received: {reply.intent}",
        effect="noted",
        status=writer.call.status,
        detail={"answered_with": reply.answered_with} if reply.answered_with else {},
    )
    await timeline.append(session, entry)


async def plan_answers(
    session: AsyncSession,
    vault: Vault,
    writer: ReplySender,
    reply: InboundReply,
    meant: Understood,
    answers: Sequence[Next],
    *,
    now: datetime,
) -> None:
    """Answers take the way of every message; the call's workflow is told, of an emergency in any case."""
    if writer.call is None or writer.person is None:
        return
    for answer in answers:
        await queue_message.reply(
            session,
            vault,
            writer.call,
            writer.person,
            answer.key,
            Channel.SMS,
            language=answer.language,
            now=now,
            facts=answer.facts,
            valid_for=WORTH_SAYING_FOR.get(answer.key),
        )
    if answers or meant.intent is Intent.EMERGENCY:
        await inbox.store(session, _line(vault, writer.call, reply, now))


def _line(vault: Vault, call: Call, reply: InboundReply, now: datetime) -> InboxEvent:
    return InboxEvent(
        ori=call.ori,
        source=SOURCE,
        event_id=f"{reply.provider}/{reply.provider_message_id}",
        content_hash=vault.fingerprint(reply.provider_message_id, kind="reply"),
        call_number=call.call_number,
        type=REPLY_RECEIVED,
        facts={"intent": reply.intent},
        occurred_at=now,
        recorded_at=now,
    )
