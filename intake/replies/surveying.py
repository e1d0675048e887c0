"""Somebody answers a survey by text: kept, and where the questions are asked by text, the next is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from activities.question_sets import QuestionSets
from db.tables import SurveyInvitation
from db.vault import Vault
from domain.messages import MessageKey
from domain.policy import SurveyMode
from domain.replies.understand import Understood
from intake.replies.writer import Writer
from intake.survey_answers import add_by_text

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What we say next: another question, or thanks; `facts` name the question and its set."""

    key: MessageKey
    facts: Mapping[str, str] = field(default_factory=dict)


async def take_answer(
    session: AsyncSession,
    vault: Vault,
    sets: QuestionSets,
    writer: Writer,
    survey: SurveyInvitation,
    meant: Understood,
    body: str,
    *,
    now: datetime,
) -> Next | None:
    """None where nothing is said: who was sent a link was asked nothing by text."""
    questions = sets.get(survey.question_set)
    if questions is None or writer.agency is None:
        log.error("survey.questions_missing", question_set=survey.question_set)
        return None
    after = await add_by_text(session, vault, writer.agency, survey, questions, rating=meant.rating, body=body, now=now)
    if survey.mode != SurveyMode.TEXT:
        return None
    if after.finished:
        return Next(key=MessageKey.SURVEY_THANKS)
    return Next(key=MessageKey.SURVEY_QUESTION, facts={"question_set": questions.key, "question": after.asked})
