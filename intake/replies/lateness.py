"""What is different about a text that is heard long after it was written: our API, or the database, was away.

What people decided always counts, in the order in which they wrote it. What a machine answers to it is said only while
it makes sense.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, replies
from db.tables import InboundReply
from domain.messages import MessageKey
from domain.replies.intents import Intent
from intake.replies.sender import ReplySender

VALID_FOR: dict[MessageKey, timedelta] = dict.fromkeys(
    (MessageKey.OPT_OUT_CONFIRMED, MessageKey.WRONG_NUMBER), timedelta(minutes=5)
)
"""The one confirmation of a stop may come within five minutes (47 CFR 64.1200(a)(12)), later none."""

ANSWERED_WITHIN = timedelta(hours=1)
"""Later an answer comes out of the blue, perhaps at night, perhaps when another person has the phone. "Call 911 now",
hours later, would help less than the call of staff, who have a task at any time."""

WHOLE_SECONDS = timedelta(seconds=1)
"""Twilio's list dates a text by the second: it may have been written up to so much later."""

INSTANT = timedelta(microseconds=1)

NOTICEABLE = timedelta(minutes=2)


def is_too_late(key: MessageKey, reply: InboundReply) -> bool:
    """True if this answer to it makes no sense any more."""
    return age(reply) > VALID_FOR.get(key, ANSWERED_WITHIN)


def age(reply: InboundReply) -> timedelta:
    """How long after it was written it was heard."""
    return (reply.heard_at or reply.received_at) - reply.received_at


async def is_overtaken(
    session: AsyncSession, sender: ReplySender, ori: str, *, given: bool, written_at: datetime
) -> bool:
    """True if they have told this agency the opposite since then. In doubt it is the stop that counts.

    A word that only repeated what was in force stands among the replies alone.
    """
    since = written_at if given else written_at + WHOLE_SECONDS
    said = await consents.history(session, sender.address_hash, ori=ori)
    opposite = Intent.OPT_OUT if given else Intent.OPT_IN
    lately = await replies.intents_since(session, sender.ori, sender.address_hash, since - INSTANT)
    return opposite in lately or any(word.given is not given and word.at >= since for word in said)


async def chose_language_since(session: AsyncSession, sender: ReplySender, written_at: datetime) -> bool:
    """True if they chose a language in a text that was written later and heard before."""
    lately = await replies.intents_since(session, sender.ori, sender.address_hash, written_at)
    return Intent.LANGUAGE in lately
