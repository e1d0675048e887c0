"""Apply an opt-out or opt-in that came as a text, at each agency it may have meant, at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.tables import Agency, InboundReply
from domain.messages import KEY_RULES, Purpose
from domain.policy import ReplyPolicy
from domain.replies.intents import Intent
from intake.replies.inbound_text import InboundText, OptOutType
from intake.replies.lateness import is_overtaken
from intake.replies.sender import ReplySender, find_sender
from intake.replies.understanding.understand import Understood
from messaging.consent import BY_KEYWORD, EVERYTHING, is_blocked, record_consent
from policies.in_force import readable_policy


class ConsentEffect(StrEnum):
    """What a word about consent changed."""

    NONE = "none"
    CHANGED = "changed"
    OVERTAKEN = "overtaken"
    """Heard late: they have said the opposite since they wrote it."""


async def apply_opt_in_or_out(
    session: AsyncSession, sender: ReplySender, text: InboundText, meant: Understood, *, now: datetime
) -> ConsentEffect:
    """What that changed; `now` is when it was written."""
    given = meant.intent is Intent.OPT_IN
    changed, overtaken = False, 0
    for agency in sender.agencies:
        is_late = text.written_at is not None
        if is_late and await is_overtaken(session, sender, agency.ori, given=given, written_at=now):
            overtaken += 1
            continue
        wanted = dict.fromkeys(_purposes(agency, sender, text, meant), meant.intent is Intent.OPT_IN)
        changed |= await record_consent(
            session, agency.ori, [sender.address_hash], wanted, how=_how(text, meant), now=now
        )
    if overtaken and overtaken == len(sender.agencies):
        return ConsentEffect.OVERTAKEN
    return ConsentEffect.CHANGED if changed else ConsentEffect.NONE


async def obey_after_all(session: AsyncSession, vault: Vault, text: InboundText, known: InboundReply) -> None:
    """A text that was listed comes by its webhook too: only that says what Twilio took it for (`OptOutType`)."""
    decided = {OptOutType.STOP: Intent.OPT_OUT, OptOutType.START: Intent.OPT_IN}.get(text.keyword or OptOutType.OTHER)
    if decided is None or known.intent == decided:
        return
    sender = await find_sender(session, vault, text)
    meant = Understood(intent=decided, twilio_keyword=True)
    then = replace(text, written_at=known.received_at)
    await apply_opt_in_or_out(session, sender, then, meant, now=known.received_at)
    known.intent = decided.value


def is_obeyed_by_twilio(agency: Agency | None, text: InboundText, meant: Understood) -> bool:
    """True if Twilio has dealt with this word by itself and answered it: a second answer would be one too many."""
    by_default = agency is None or reply_policy(agency).twilio_answers_keywords
    return text.answered or (meant.twilio_keyword and by_default)


async def is_out_of_reach(session: AsyncSession, sender: ReplySender) -> bool:
    """True if no text of ours arrives there, not even an answer: Twilio itself has obeyed a STOP of this number."""
    obeying = [agency for agency in sender.agencies if reply_policy(agency).twilio_answers_keywords]
    return any([await is_blocked(session, agency.ori, sender.address_hash) for agency in obeying])


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
    return BY_KEYWORD if meant.twilio_keyword or text.answered else "text: in their own words"
