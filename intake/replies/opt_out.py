"""Apply an opt-out or opt-in that came as a text, at each agency it may have meant, at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.tables import Agency
from domain.messages import KEY_RULES, Purpose
from domain.policy import ReplyPolicy
from domain.replies.intents import Intent
from intake.replies.inbound_text import InboundText
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood
from messaging.consent import EVERYTHING, record_consent
from policies.in_force import readable_policy


async def apply_opt_in_or_out(
    session: AsyncSession, sender: ReplySender, text: InboundText, meant: Understood, *, now: datetime
) -> bool:
    """True if that changed anything."""
    changed = False
    for agency in sender.agencies:
        wanted = dict.fromkeys(_purposes(agency, sender, text, meant), meant.intent is Intent.OPT_IN)
        changed |= await record_consent(
            session, agency.ori, [sender.address_hash], wanted, how=_how(text, meant), now=now
        )
    return changed


def is_obeyed_by_twilio(agency: Agency | None, text: InboundText, meant: Understood) -> bool:
    """True if Twilio has dealt with this word by itself and answered it: a second answer would be one too many."""
    by_default = agency is None or reply_policy(agency).twilio_answers_keywords
    return text.answered or (meant.twilio_keyword and by_default)


def reply_policy(agency: Agency) -> ReplyPolicy:
    """The agency's, or the defaults if its policy cannot be read: a stop is not lost to a mistake in a file."""
    policy = readable_policy(agency)
    return policy.replies if policy else ReplyPolicy()


def _purposes(agency: Agency, sender: ReplySender, text: InboundText, meant: Understood) -> tuple[Purpose, ...]:
    """The purposes it is about. An opt-in takes back every opt-out, whatever that was about."""
    if meant.intent is Intent.OPT_IN or is_obeyed_by_twilio(agency, text, meant):
        return EVERYTHING  # Twilio stops a number, it knows no purposes
    if meant.purpose is not None:
        return (Purpose(meant.purpose),)
    if reply_policy(agency).stop_means_everything or sender.last_key is None:
        return EVERYTHING
    return (KEY_RULES[sender.last_key].purpose,)


def _how(text: InboundText, meant: Understood) -> str:
    return "text: keyword" if meant.twilio_keyword or text.answered else "text: in their own words"
