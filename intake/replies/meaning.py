"""What a reply means, given what is known of its sender: their survey, opt-outs and last message."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, surveys
from db.tables import SurveyInvitation
from domain.messages import KEY_RULES, Purpose
from domain.policy import SurveyMode
from domain.replies.intents import Intent
from domain.replies.pieces import ReplyContext
from domain.replies.ratings import rating
from intake.replies.inbound_text import InboundText, OptOutType
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood, understand

_START_AGAIN = frozenset({"START", "UNSTOP"})
_BY_KEYWORD = {
    OptOutType.STOP: Intent.OPT_OUT,
    OptOutType.START: Intent.OPT_IN,
    OptOutType.HELP: Intent.HELP,
}
_REACTION = re.compile(r".{1,40}?[“„\"«‘](.+)[”“\"»’]\s*", re.DOTALL)


async def open_survey(session: AsyncSession, sender: ReplySender, *, now: datetime) -> SurveyInvitation | None:
    """The survey they may still answer by text, the latest they were sent; none once every question was asked."""
    if sender.call is None:
        return None
    survey = await surveys.open_by_text(session, sender.ori, sender.address_hash, now=now)
    return None if survey and survey.mode == SurveyMode.TEXT and not survey.asked else survey


async def has_opted_out(session: AsyncSession, sender: ReplySender) -> bool:
    """True if any of the agencies may not text them about something."""
    consent = [await consents.current(session, agency.ori, sender.address_hash) for agency in sender.agencies]
    return any(not given for by_purpose in consent for given in by_purpose.values())


def is_reaction(body: str, sender: ReplySender) -> bool:
    """A thumb put on one of our texts, which telephones send as `Liked “Springfield Police: ... Reply STOP ...”`.

    The words in it are ours, so they mean nothing.
    """
    quoted = _REACTION.fullmatch(body.strip())
    return bool(quoted and sender.agency and sender.agency.name.casefold() in quoted.group(1).casefold())


def meaning_of(
    text: InboundText, sender: ReplySender, *, survey: SurveyInvitation | None, opted_out: bool
) -> Understood:
    """The intent; OTHER where the words of another intent make no sense from this sender.

    Where Twilio says what it took the text for, that decides: the account's own words may be any. Only a cry for help
    in it comes before Twilio's HELP.
    """
    decided = _BY_KEYWORD.get(text.keyword) if text.keyword else None
    if decided is None:
        return _by_words(text.body, sender, survey=survey, opted_out=opted_out)
    words = understand(text.body)
    if decided is Intent.HELP and words.intent is Intent.EMERGENCY:
        return words
    cancels = words.cancel_word and decided is Intent.OPT_OUT
    return Understood(intent=decided, language=words.language, cancel_word=cancels, twilio_keyword=True)


def _by_words(body: str, sender: ReplySender, *, survey: SurveyInvitation | None, opted_out: bool) -> Understood:
    if is_reaction(body, sender):
        return Understood(intent=Intent.OTHER)
    asked = survey is not None and survey_was_last(sender)
    if survey is not None and not asked and body.strip().isdecimal() and rating(body) is not None:
        asked = True  # a bare number rates a survey at any time; words only if the survey was the last thing we said
    meant = understand(body, ReplyContext(survey=asked, opted_out=opted_out))
    if _cannot_mean_it(meant, body, sender, opted_out=opted_out):
        return replace(meant, intent=Intent.OTHER, language=None)
    return meant


def _cannot_mean_it(meant: Understood, body: str, sender: ReplySender, *, opted_out: bool) -> bool:
    """True if the words found are ones that this sender has no reason to send as a command."""
    word = body.strip().upper()
    if meant.intent is Intent.OPT_IN:
        return not opted_out and word not in _START_AGAIN  # "yes", to whatever was asked
    if meant.intent is Intent.LANGUAGE:
        return word.isdecimal() and not _may_be_choosing(sender)
    return False


def _may_be_choosing(sender: ReplySender) -> bool:
    """As long as their language is unknown, a bare number may choose one; after a survey it rates, even if too late."""
    return sender.person is not None and sender.person.language is None and not survey_was_last(sender)


def survey_was_last(sender: ReplySender) -> bool:
    """True if the last thing we said of ourselves was about a survey."""
    return sender.last_key is not None and KEY_RULES[sender.last_key].purpose is Purpose.SURVEY
