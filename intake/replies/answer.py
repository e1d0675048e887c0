"""Choose the answer to a reply, if any, and its language; chatter is answered once a day at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import languages, replies
from domain.messages import RIGHT_TO_LEFT, MessageKey
from domain.replies.intents import Intent
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood
from locales.script import ARABIC_LETTER, arabic_or_farsi

ANSWERS: dict[Intent, MessageKey] = {
    Intent.OPT_OUT: MessageKey.OPT_OUT_CONFIRMED,
    Intent.OPT_IN: MessageKey.OPT_IN_CONFIRMED,
    Intent.HELP: MessageKey.HELP,
    Intent.EMERGENCY: MessageKey.EMERGENCY,
    Intent.LANGUAGE: MessageKey.LANGUAGE_CHANGED,
    Intent.WRONG_NUMBER: MessageKey.WRONG_NUMBER,
    Intent.CANCEL_VISIT: MessageKey.CANCEL_VISIT,
    Intent.OTHER: MessageKey.NOT_MONITORED,
}
"""An answer to a survey is what we asked for; the next question, if there is one, comes from `survey`. Thanks ask for
nothing, and a machine is never answered."""

_QUESTIONS = (MessageKey.SURVEY_QUESTION, MessageKey.SURVEY_THANKS)
"""Said as often as there are questions."""

CHATTER_WINDOW, CHATTER_LIMIT = timedelta(minutes=10), 5
"""At most so many answers in this time, so that two machines do not talk to each other forever."""

DAY = timedelta(days=1)
DAILY_LIMIT, DAILY_LIMIT_IN_DANGER = 10, 30
"""At most so many answers in a day; a person in danger is told of 911 more often, and staff of each of their texts."""

_ONCE = frozenset({MessageKey.OPT_OUT_CONFIRMED, MessageKey.WRONG_NUMBER})
"""Said once, when it comes into force."""


async def answer_to(
    session: AsyncSession, sender: ReplySender, meant: Understood, *, changed: bool, silent: bool, now: datetime
) -> MessageKey | None:
    """The key of our answer. `changed`: the opt-out or opt-in was not in force yet. `silent`: they opted out before."""
    key = MessageKey.EMERGENCY if meant.in_danger else ANSWERS.get(meant.intent)
    if key is None or (key in _ONCE and not changed):
        return None
    lately = await replies.answers_since(session, sender.ori, sender.address_hash, now - CHATTER_WINDOW)
    today = await replies.answers_since(session, sender.ori, sender.address_hash, now - DAY)
    most = DAILY_LIMIT_IN_DANGER if key is MessageKey.EMERGENCY else DAILY_LIMIT
    if _counted(lately) >= CHATTER_LIMIT or _counted(today) >= most:
        return None
    if key is MessageKey.CANCEL_VISIT:
        return None if key in lately else key
    if key is MessageKey.NOT_MONITORED:
        # It may be a cry for help that we did not understand: it says where help is, again after ten minutes.
        return None if key in (today if silent else lately) else key
    if meant.automatic and key in today:
        return None  # danger in what a machine wrote is told to staff each time
    return key


def _counted(answers: Iterable[str]) -> int:
    return sum(answer not in _QUESTIONS for answer in answers)


async def language_of(session: AsyncSession, sender: ReplySender, meant: Understood, body: str) -> str:
    """The language they wrote in, else the one on record. All people use keywords and English words: no proof."""
    if meant.intent is Intent.LANGUAGE and meant.language is not None:
        return meant.language
    if meant.language not in (None, "en") and not meant.twilio_keyword:
        return str(meant.language)
    known = sender.person.language if sender.person else None
    if known is None and sender.agency is not None:
        known = await languages.last_used(session, sender.ori, [sender.address_hash])
    if ARABIC_LETTER.search(body) and known not in RIGHT_TO_LEFT:
        return arabic_or_farsi(body)
    return known or (sender.agency.default_language if sender.agency else "en")
