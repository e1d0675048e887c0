"""What a reply means, given what is known of the person who wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import consents, surveys
from db.tables import SurveyInvitation
from domain.messages import KEY_RULES, Purpose
from domain.replies.intents import Intent
from domain.replies.understand import Understood, understand
from intake.replies.writer import Writer

YES = "YES"


async def open_survey(session: AsyncSession, writer: Writer, *, now: datetime) -> SurveyInvitation | None:
    """The survey they may still answer, the latest they were sent."""
    if writer.call is None:
        return None
    return await surveys.open_by_text(session, writer.ori, writer.address_hash, now=now)


async def has_opted_out(session: AsyncSession, writer: Writer) -> bool:
    """True if any of the agencies may not text them about something."""
    said = [await consents.current(session, agency.ori, writer.address_hash) for agency in writer.agencies]
    return any(not given for words in said for given in words.values())


def meaning_of(body: str, writer: Writer, *, survey: SurveyInvitation | None, opted_out: bool) -> Understood:
    """A bare number answers an open survey at any time; other words only if the survey was the last thing we said."""
    meant = understand(body, survey_open=survey is not None)
    if meant.intent is Intent.OPT_IN and body.strip().upper() == YES and not opted_out:
        return replace(meant, intent=Intent.OTHER)
    if meant.intent is Intent.SURVEY_ANSWER and meant.rating is None and not _survey_was_last(writer):
        return replace(meant, intent=Intent.OTHER)
    return meant


def _survey_was_last(writer: Writer) -> bool:
    return writer.last_key is not None and KEY_RULES[writer.last_key].purpose is Purpose.SURVEY
