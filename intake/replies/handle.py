"""Handle a reply by text: store it once, understand it, act on it and plan the answer, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import languages, replies
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, InboundReply, SurveyInvitation, new_id
from domain.messages import MessageKey
from domain.replies.intents import Intent
from intake.replies import meaning
from intake.replies.answer import answer_to, language_of
from intake.replies.inbound_text import PROVIDER, InboundText
from intake.replies.opt_out import apply_opt_in_or_out, is_obeyed_by_twilio
from intake.replies.record import note, plan_answers
from intake.replies.sender import ReplySender, find_sender
from intake.replies.staff_tasks import raise_staff_task
from intake.replies.survey import PlannedAnswer, ask_again, take_answer, with_questions
from intake.replies.understanding.understand import Understood
from intake.surveys.answers import AnswerByText
from policies.files import QuestionSets

log = structlog.get_logger(__name__)

BY_TEXT = "text"
"""How the language was chosen, as stored with the preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateAnswer:
    """The answer to a number without a call, and so without a workflow: sent in the webhook's response."""

    key: MessageKey
    language: str
    agency: Agency | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandledReply:
    """What became of a reply. `repeated`: it was handled before, and nothing was done."""

    intent: Intent | None = None
    repeated: bool = False
    immediate: ImmediateAnswer | None = None


async def handle_reply(
    session: AsyncSession, vault: Vault, sets: QuestionSets, text: InboundText, *, now: datetime
) -> HandledReply:
    """Within the caller's transaction, which locks the sender's call; afterwards the relay is to be woken."""
    if await replies.is_known(session, PROVIDER, text.message_id):
        return HandledReply(repeated=True)
    sender = await find_sender(session, vault, text)
    survey = await meaning.open_survey(session, sender, now=now)
    opted_out = await meaning.has_opted_out(session, sender)
    meant = meaning.meaning_of(text.body, sender, survey=survey, opted_out=opted_out)
    reply = _reply(vault, sender, text, meant, now)
    if not await insert_if_new(session, reply):
        return HandledReply(repeated=True)
    changed = await _act_on(session, sender, text, meant, survey, now=now)
    if meant.intent is Intent.SURVEY_ANSWER and survey is not None:
        answer = AnswerByText(rating=meant.rating, words=text.body)
        question = await take_answer(session, vault, with_questions(sets, sender, survey), answer, now=now)
    else:
        question = None if opted_out else await ask_again(session, sets, sender, survey, meant, now=now)
    quiet = is_obeyed_by_twilio(sender.agency, text, meant) or meaning.is_reaction(text.body, sender)
    key = None if quiet else await answer_to(session, sender, meant, changed=changed, silent=opted_out, now=now)
    language = await language_of(session, sender, meant, text.body)
    facts = {"cancel_word": True} if meant.cancel_word else {}
    answers = [PlannedAnswer(key=key, language=language, facts=facts)] if key else []
    answers += [question] if question else []
    stored = await session.get_one(InboundReply, reply.id)
    stored.answered_with = answers[0].key.value if answers else ""
    if not meaning.is_reaction(text.body, sender):
        await raise_staff_task(session, sender, meant, stored, now=now)
    if meant.intent is not Intent.SURVEY_ANSWER:
        await note(session, sender, stored, now=now)
    await plan_answers(session, vault, sender, stored, answers, now=now)
    log.info("reply.heard", reply_id=reply.id, intent=meant.intent.value, answered_with=stored.answered_with)
    if key is None or sender.call is not None:
        return HandledReply(intent=meant.intent)
    immediate = ImmediateAnswer(key=key, language=language, agency=sender.agency)
    return HandledReply(intent=meant.intent, immediate=immediate)


async def _act_on(
    session: AsyncSession,
    sender: ReplySender,
    text: InboundText,
    meant: Understood,
    survey: SurveyInvitation | None,
    *,
    now: datetime,
) -> bool:
    """Apply an opt-out, opt-in or choice of language. True if an opt-out or opt-in changed anything."""
    if meant.intent in (Intent.OPT_OUT, Intent.OPT_IN):
        return await apply_opt_in_or_out(session, sender, text, meant, now=now)
    if meant.intent is Intent.LANGUAGE and meant.language is not None:
        for agency in sender.agencies:
            await languages.choose(
                session,
                ori=agency.ori,
                address_hash=sender.address_hash,
                language=meant.language,
                how=BY_TEXT,
                now=now,
            )
        if survey is not None:
            survey.language = meant.language  # the next question comes in it, and so does the page
    return False


def _reply(vault: Vault, sender: ReplySender, text: InboundText, meant: Understood, now: datetime) -> InboundReply:
    reply_id = new_id()
    return InboundReply(
        id=reply_id,
        ori=sender.ori,
        provider=PROVIDER,
        provider_message_id=text.message_id,
        address_hash=sender.address_hash,
        call_id=sender.call.id if sender.call else None,
        contact_id=sender.person.id if sender.person else "",
        body_sealed=vault.seal(text.body, context=replies.BODY, row=reply_id),
        intent=meant.intent.value,
        received_at=now,
    )
