"""Store survey invitations for planned messages, each once per person and call, and find the page behind their link."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts, surveys
from db.queries.insert_if_new import insert_if_new
from db.tables import Person, SurveyInvitation, new_id
from domain.message_plan import PlannedMessage
from domain.messages import Channel, MessageKey
from domain.policy import SurveyMode
from domain.surveys.conversation import begin
from domain.surveys.outcome import outcome_of
from domain.surveys.questions import QuestionSet, newest_for
from messaging.call_context import CallContext
from policies.files import QuestionSets

PURPOSE = "survey"
"""What a token in a survey link is for: it opens nothing else."""


async def invite(
    session: AsyncSession,
    vault: Vault,
    context: CallContext,
    planned: Collection[PlannedMessage],
    people: Iterable[Person],
    sets: QuestionSets,
) -> None:
    """Make the invitations behind the survey messages that were planned, with the questions for how the call ended."""
    invited = [each for each in planned if each.key is MessageKey.SURVEY_INVITATION and each.withheld is None]
    by_text = {each.contact_id for each in invited if each.channel is Channel.SMS}
    known = {person.id: person for person in people} if invited else {}
    for message in invited:
        person = known.get(message.contact_id)
        if person is not None:
            mode = context.policy.survey.mode if person.id in by_text else SurveyMode.LINK
            questions = newest_for(sets, outcome_of(context.state))
            await insert_if_new(session, _invitation(vault, context, message, person, questions, mode))


def _invitation(
    vault: Vault,
    context: CallContext,
    message: PlannedMessage,
    person: Person,
    questions: QuestionSet,
    mode: SurveyMode,
) -> SurveyInvitation:
    invitation_id, call = new_id(), context.call
    invited_at = message.not_before or context.now
    return SurveyInvitation(
        id=invitation_id,
        ori=context.agency.ori,
        call_id=call.id,
        contact_id=person.id,
        address_hash=next(iter(contacts.address_hashes(person)), ""),
        token_hash=vault.token_hash(vault.token(PURPOSE, invitation_id)),
        language=message.language,
        question_set=questions.key,
        mode=mode.value,
        asked=begin(questions).asked if mode is SurveyMode.TEXT else "",
        invited_at=invited_at,
        expires_at=invited_at + context.policy.survey.expires_after,
        call_taker=call.call_taker,
        officers=list(call.officers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPage:
    """Where a person answers, and for how many more days (a started day counts).

    `question_set` and `question` are what their text asks; empty where it has the link instead.
    """

    path: str
    days_left: int
    question_set: str = ""
    question: str = ""


async def survey_page(
    session: AsyncSession, vault: Vault, call_id: str, contact_id: str, *, now: datetime
) -> SurveyPage | None:
    """This person's survey page; None if they were not invited."""
    return page_of(vault, await surveys.of_call(session, call_id), contact_id, now=now)


def page_of(vault: Vault, invited: Iterable[SurveyInvitation], contact_id: str, *, now: datetime) -> SurveyPage | None:
    """The same of those who were invited about the call."""
    mine = next((invitation for invitation in invited if invitation.contact_id == contact_id), None)
    if mine is None:
        return None
    days_left = max(1, math.ceil((mine.expires_at - now) / timedelta(days=1)))
    path = f"/s/{_token_of(vault, mine)}"
    return SurveyPage(path=path, days_left=days_left, question_set=mine.question_set, question=mine.asked)


def _token_of(vault: Vault, invitation: SurveyInvitation) -> str:
    """The one in their first message, whichever hash key made it."""
    tokens = vault.tokens(PURPOSE, invitation.id)
    return next((each for each in tokens if vault.token_hash(each) == invitation.token_hash), tokens[0])
