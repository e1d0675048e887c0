"""Store a person's answers to the survey about a call: once per person, comments sealed, changeable until it closes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.keyring import CannotOpen
from db.encryption.vault import Vault
from db.queries import staff_tasks, surveys, timeline
from db.queries.timeline import TimelineNote
from db.tables import Agency, Call, SurveyInvitation
from domain.actors import CONTACT
from domain.policy import SurveyMode, SurveyPolicy
from domain.surveys.conversation import SurveyProgress, take
from domain.surveys.questions import QuestionSet
from domain.task_kinds import NewTask, TaskKind
from policies.in_force import readable_policy

log = structlog.get_logger(__name__)

COMMENT = "survey_invitations.comment"
"""The context in which comments are sealed."""

LONGEST_COMMENT = 2000
"""Characters."""

LOW = 2
"""An answer of this or less is a low one."""

ASKED_FOR_A_CALL = "asks to be called back (survey)"
LOW_SCORE = "a low score in a survey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person answers now. A rating of None takes an earlier one back; what is not named stays as it was."""

    ratings: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    call_back: bool = False


async def invitation_of(
    session: AsyncSession, vault: Vault, token: str, *, lock: bool = False
) -> SurveyInvitation | None:
    """The invitation behind a link."""
    return await surveys.by_token_hash(session, vault.token_hash(token), lock=lock)


def is_closed(invitation: SurveyInvitation, *, now: datetime) -> bool:
    """True once it has expired. Before `invited_at` it is open: a call played ahead of time lies in our future."""
    return now >= invitation.expires_at


def comments_of(vault: Vault, invitation: SurveyInvitation) -> dict[str, str]:
    """Comment id -> words. Raises CannotOpen."""
    opened = vault.open_if_any(invitation.comment_sealed, context=COMMENT, row=invitation.id)
    comments: dict[str, str] = json.loads(opened) if opened else {}
    return comments


def comments_so_far(vault: Vault, invitation: SurveyInvitation) -> dict[str, str]:
    """The same, for what is added to them: none if they cannot be opened, so that no answer is lost to that."""
    try:
        return comments_of(vault, invitation)
    except CannotOpen as error:
        log.error("survey.unreadable", reason=str(error))  # noqa: TRY400
        return {}


async def keep_answers(
    session: AsyncSession, vault: Vault, agency: Agency, invitation: SurveyInvitation, given: Given, *, now: datetime
) -> None:
    """Store the answers. Raise a task for staff on a new request to be called back or a new low score."""
    before = _lowest(invitation)
    answers = {**invitation.answers, **given.ratings}
    invitation.answers = {name: rating for name, rating in answers.items() if rating is not None}
    if given.comments:
        comments = {**comments_so_far(vault, invitation), **given.comments}
        kept = {name: words[:LONGEST_COMMENT] for name, words in comments.items()}
        invitation.comment_sealed = vault.seal(json.dumps(kept), context=COMMENT, row=invitation.id)
    invitation.answered_at = invitation.answered_at or now
    await _note(session, invitation, now)
    if given.call_back and not invitation.call_back:
        invitation.call_back = True
        await _ask_for_a_call(session, invitation, ASKED_FOR_A_CALL, now)
    elif _lowest(invitation) <= LOW < before and survey_policy(agency).task_on_low_score:
        await _ask_for_a_call(session, invitation, LOW_SCORE, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSurvey:
    """An invitation that may be answered, with the questions it is about."""

    agency: Agency
    invitation: SurveyInvitation
    questions: QuestionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerByText:
    """A whole text, and the rating that was read in it."""

    rating: int | None
    words: str = field(repr=False)


async def add_by_text(
    session: AsyncSession, vault: Vault, survey: OpenSurvey, answer: AnswerByText, *, now: datetime
) -> SurveyProgress:
    """Keep an answer that came as a text: to the question last asked; to a link, it is about the whole."""
    invitation, questions = survey.invitation, survey.questions
    so_far = SurveyProgress(
        ratings=invitation.answers,
        comments=comments_so_far(vault, invitation),
        asked=invitation.asked or questions.items[-1].id,
    )
    after = take(questions, so_far, rating=answer.rating, words=tidy(answer.words))
    if invitation.mode == SurveyMode.TEXT:
        invitation.asked = after.asked
    comments = after.comments if after.comments != so_far.comments else {}
    given = Given(ratings=after.ratings, comments=comments)
    await keep_answers(session, vault, survey.agency, invitation, given, now=now)
    return after


def survey_policy(agency: Agency) -> SurveyPolicy:
    """The agency's, or the defaults if its policy cannot be read: no answer is lost to a mistake in a file."""
    policy = readable_policy(agency)
    return policy.survey if policy else SurveyPolicy()


def tidy(comment: str) -> str:
    """Without control characters other than line breaks, which people do not type on purpose."""
    lines = comment.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or c.isprintable() or c in "\u200c\u200d\u200e\u200f").strip()


def _lowest(invitation: SurveyInvitation) -> int:
    return min(invitation.answers.values(), default=LOW + 1)


async def _ask_for_a_call(session: AsyncSession, invitation: SurveyInvitation, reason: str, now: datetime) -> None:
    await staff_tasks.raise_task(
        session,
        invitation.ori,
        NewTask(kind=TaskKind.CALL_BACK, about=f"survey/{invitation.id}", reason=reason, call_id=invitation.call_id),
        now=now,
    )


async def _note(session: AsyncSession, invitation: SurveyInvitation, now: datetime) -> None:
    """Note in the timeline that there is an answer, once, and nothing of it."""
    call = await session.get(Call, invitation.call_id)
    status = call.status if call else ""
    key = f"survey/{invitation.id}"
    answered = TimelineNote(key=key, kind="survey", what="survey.answered", status=status, by=CONTACT)
    await timeline.note(session, invitation.call_id, answered, now=now)
