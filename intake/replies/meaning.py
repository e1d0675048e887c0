"""What a reply means, given what is known of the person who wrote it."""

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
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood, understand

_START_AGAIN = frozenset({"START", "UNSTOP"})
_REACTION = re.compile(r".{1,40}?[“„\"«‘](.+)[”“\"»’]\s*", re.DOTALL)


async def open_survey(session: AsyncSession, writer: ReplySender, *, now: datetime) -> SurveyInvitation | None:
    """The survey they may still answer by text, the latest they were sent; none once every question was asked."""
    if writer.call is None:
        return None
    survey = await surveys.open_by_text(session, writer.ori, writer.address_hash, now=now)
    return None if survey and survey.mode == SurveyMode.TEXT and not survey.asked else survey


async def has_opted_out(session: AsyncSession, writer: ReplySender) -> bool:
    """True if any of the agencies may not text them about something."""
    said = [await consents.current(session, agency.ori, writer.address_hash) for agency in writer.agencies]
    return any(not given for words in said for given in words.values())


def is_reaction(body: str, writer: ReplySender) -> bool:
    """A thumb put on one of our texts, which telephones send as `Liked “Springfield Police: ... Reply STOP ...”`.

    The words in it are ours, so they mean nothing.
    """
    quoted = _REACTION.fullmatch(body.strip())
    return bool(quoted and writer.agency and writer.agency.name.casefold() in quoted.group(1).casefold())


def meaning_of(body: str, writer: ReplySender, *, survey: SurveyInvitation | None, opted_out: bool) -> Understood:
    """What they mean, as far as it makes sense of somebody who stands where they do."""
    if is_reaction(body, writer):
        return Understood(intent=Intent.OTHER)
    meant = understand(body, survey_open=survey is not None)
    if _says_little(meant, body, writer, opted_out=opted_out):
        return replace(meant, intent=Intent.OTHER, language=None)
    return meant


def _says_little(meant: Understood, body: str, writer: ReplySender, *, opted_out: bool) -> bool:
    """True if words that mean something elsewhere mean nothing we could act on here."""
    said = body.strip().upper()
    if meant.intent is Intent.OPT_IN:
        return not opted_out and said not in _START_AGAIN  # "yes", to whatever was asked
    if meant.intent is Intent.LANGUAGE:
        return said.isdecimal() and not _may_be_choosing(writer)
    if meant.intent is Intent.SURVEY_ANSWER:
        # A number rates a survey at any time; words only if the survey was the last thing we said.
        return meant.rating is None and (meant.cancel_word or not survey_was_last(writer))
    return False


def _may_be_choosing(writer: ReplySender) -> bool:
    """As long as nobody has said what their language is, a bare number may be a choice of one; but after a survey it
    rates something, be it too late."""
    return writer.person is not None and writer.person.language is None and not survey_was_last(writer)


def survey_was_last(writer: ReplySender) -> bool:
    """True if the last thing we said of ourselves was about a survey."""
    return writer.last_key is not None and KEY_RULES[writer.last_key].purpose is Purpose.SURVEY
