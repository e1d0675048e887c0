"""A caller answers a survey by text: kept, and where the questions are asked by text, the next is asked.

Who asks something else in between is answered, and then asked the open question once more.
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
from intake.replies.answer import A_WHILE, MOST_IN_A_WHILE
from intake.replies.meaning import survey_was_last
from intake.replies.sender import ReplySender
from intake.replies.understanding.understand import Understood
from intake.surveys.answers import AnswerByText, OpenSurvey, add_by_text
from policies.files import QuestionSets

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What we say next, and in which language: an answer, a question, thanks. `facts` are what its words need."""

    key: MessageKey
    language: str
    facts: Mapping[str, Any] = field(default_factory=dict)


ASKED_AGAIN_AFTER: tuple[Intent, ...] = (Intent.HELP, Intent.LANGUAGE)


def with_questions(sets: QuestionSets, writer: ReplySender, survey: SurveyInvitation) -> OpenSurvey | None:
    """The survey as it can be answered; None, which is an error of ours, without its questions."""
    questions = sets.get(survey.question_set)
    if questions is None or writer.agency is None:
        log.error("survey.questions_missing", question_set=survey.question_set)
        return None
    return OpenSurvey(agency=writer.agency, invitation=survey, questions=questions)


async def take_answer(
    session: AsyncSession, vault: Vault, asked: OpenSurvey | None, answer: AnswerByText, *, now: datetime
) -> Next | None:
    """None where nothing is said: a person who was sent a link was asked nothing by text."""
    if asked is None:
        return None
    after = await add_by_text(session, vault, asked, answer, now=now)
    survey = asked.invitation
    if survey.mode != SurveyMode.TEXT:
        return None
    if after.finished:
        return Next(key=MessageKey.SURVEY_THANKS, language=survey.language)
    return _question(survey)


async def ask_again(
    session: AsyncSession,
    sets: QuestionSets,
    writer: ReplySender,
    survey: SurveyInvitation | None,
    meant: Understood,
    *,
    now: datetime,
) -> Next | None:
    """The open question, if they asked for help or another language where we had asked it; not for ever."""
    if survey is None or not survey.asked or meant.intent not in ASKED_AGAIN_AFTER or not survey_was_last(writer):
        return None
    questions = sets.get(survey.question_set)
    lately = await replies.intents_since(session, writer.ori, writer.address_hash, now - A_WHILE)
    if questions is None or sum(intent in ASKED_AGAIN_AFTER for intent in lately) > MOST_IN_A_WHILE:
        return None
    return _question(survey)


def _question(survey: SurveyInvitation) -> Next:
    facts = {"question_set": survey.question_set, "question": survey.asked}
    return Next(key=MessageKey.SURVEY_QUESTION, language=survey.language, facts=facts)
