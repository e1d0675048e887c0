"""Survey answers by text: store one and, where the questions are asked by text, choose the next.

A caller who asks for help or a language in between is answered, and then asked the open question once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import replies
from db.tables import SurveyInvitation
from domain.messages import MessageKey
from domain.policy import SurveyMode
from domain.replies.intents import Intent
from intake.replies.answer import CHATTER_LIMIT, CHATTER_WINDOW
from intake.replies.meaning import survey_was_last
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood
from intake.surveys.answers import AnswerByText, OpenSurvey, add_by_text
from policies.files import QuestionSets

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAnswer:
    """A text we send back: an answer, a question, thanks. `facts` fill the placeholders of its words."""

    key: MessageKey
    language: str
    facts: Mapping[str, Any] = field(default_factory=dict)


ASKED_AGAIN_AFTER: tuple[Intent, ...] = (Intent.HELP, Intent.LANGUAGE)


def with_questions(sets: QuestionSets, sender: ReplySender, survey: SurveyInvitation) -> OpenSurvey | None:
    """The survey as it can be answered; None, which is an error of ours, without its questions."""
    questions = sets.get(survey.question_set)
    if questions is None or sender.agency is None:
        log.error("survey.questions_missing", question_set=survey.question_set)
        return None
    return OpenSurvey(agency=sender.agency, invitation=survey, questions=questions)


async def take_answer(
    session: AsyncSession, vault: Vault, asked: OpenSurvey | None, answer: AnswerByText, *, now: datetime
) -> PlannedAnswer | None:
    """None where nothing is said: a person who was sent a link was asked nothing by text."""
    if asked is None:
        return None
    after = await add_by_text(session, vault, asked, answer, now=now)
    survey = asked.invitation
    if survey.mode != SurveyMode.TEXT:
        return None
    if after.finished:
        return PlannedAnswer(key=MessageKey.SURVEY_THANKS, language=survey.language)
    return _question(survey)


async def ask_again(
    session: AsyncSession,
    sets: QuestionSets,
    sender: ReplySender,
    survey: SurveyInvitation | None,
    meant: Understood,
    *,
    now: datetime,
) -> PlannedAnswer | None:
    """The open question, if they asked for help or another language where we had asked it; not for ever."""
    if survey is None or not survey.asked or meant.intent not in ASKED_AGAIN_AFTER or not survey_was_last(sender):
        return None
    questions = sets.get(survey.question_set)
    lately = await replies.intents_since(session, sender.ori, sender.address_hash, now - CHATTER_WINDOW)
    if questions is None or sum(intent in ASKED_AGAIN_AFTER for intent in lately) > CHATTER_LIMIT:
        return None
    return _question(survey)


def close_by_text(survey: SurveyInvitation) -> None:
    """Ask nothing more by text: the page stays open."""
    if survey.mode == SurveyMode.TEXT:
        survey.asked = ""


def _question(survey: SurveyInvitation) -> PlannedAnswer:
    facts = {"question_set": survey.question_set, "question": survey.asked}
    return PlannedAnswer(key=MessageKey.SURVEY_QUESTION, language=survey.language, facts=facts)
