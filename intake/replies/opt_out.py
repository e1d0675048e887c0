"""Somebody wants no more of our texts, or wants them again: their word is kept, and is in force at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, preferences
from db.tables import Agency, Consent
from domain.messages import KEY_RULES, Purpose
from domain.policy import ReplyPolicy
from domain.replies.intents import Intent
from intake.replies.inbound_text import InboundText
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood
from policies.in_force import policy_of
from policies.policy_problems import PolicyError

EVERYTHING = (Purpose.UPDATES, Purpose.SURVEY)


async def keep_their_word(
    session: AsyncSession, writer: ReplySender, text: InboundText, meant: Understood, *, now: datetime
) -> bool:
    """At every agency they may have meant. True if that changed anything; what they said is kept in any case."""
    changed = False
    for agency in writer.agencies:
        before = await consents.current(session, agency.ori, writer.address_hash)
        if meant.intent is Intent.OPT_IN:
            changed |= await preferences.start_again(session, agency.ori, writer.address_hash, now=now)
        for purpose in _purposes(agency, writer, text, meant):
            given = meant.intent is Intent.OPT_IN
            changed |= before.get(purpose) is not given
            word = Consent(
                ori=agency.ori,
                address_hash=writer.address_hash,
                purpose=purpose.value,
                given=given,
                how=_how(text, meant),
                at=now,
            )
            await consents.append(session, word)
    return changed


def is_obeyed_by_twilio(agency: Agency | None, text: InboundText, meant: Understood) -> bool:
    """True if Twilio has dealt with this word by itself and answered it: a second answer would be one too many."""
    by_default = agency is None or reply_policy(agency).twilio_answers_keywords
    return text.answered or (meant.twilio_keyword and by_default)


def reply_policy(agency: Agency) -> ReplyPolicy:
    """The agency's, or the defaults if its policy cannot be read: a stop is not lost to somebody else's mistake."""
    try:
        return policy_of(agency).replies
    except PolicyError:
        return ReplyPolicy()


def _purposes(agency: Agency, writer: ReplySender, text: InboundText, meant: Understood) -> tuple[Purpose, ...]:
    """What their word is about. Whoever wants texts again wants what they stopped, whatever that was."""
    if meant.intent is Intent.OPT_IN or is_obeyed_by_twilio(agency, text, meant):
        return EVERYTHING  # Twilio stops a number, it knows no purposes
    if meant.purpose is not None:
        return (Purpose(meant.purpose),)
    if reply_policy(agency).stop_means_everything or writer.last_key is None:
        return EVERYTHING
    return (KEY_RULES[writer.last_key].purpose,)


def _how(text: InboundText, meant: Understood) -> str:
    return "text: keyword" if meant.twilio_keyword or text.answered else "text: in their own words"
