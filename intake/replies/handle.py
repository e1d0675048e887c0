"""Handle a reply by text: store it once, understand it, act on it and plan the answer, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import languages, replies
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, InboundReply, SurveyInvitation, new_id
from domain.messages import MessageKey
from domain.replies.intents import Intent
from intake.replies import lateness, meaning
from intake.replies.answer import answer_to, language_of
from intake.replies.inbound_text import PROVIDER, InboundText
from intake.replies.opt_out import (
    ConsentEffect,
    apply_opt_in_or_out,
    is_obeyed_by_twilio,
    is_out_of_reach,
    obey_after_all,
)
from intake.replies.record import note, plan_answers
from intake.replies.sender import ReplySender, find_sender
from intake.replies.staff_tasks import may_be_waiting, raise_staff_task
from intake.replies.survey import PlannedAnswer, ask_again, close_by_text, take_answer, with_questions
from intake.replies.understanding.understand import Understood
from intake.replies.wrong_number import apply_wrong_number
from intake.surveys.answers import AnswerByText
from policies.files import QuestionSets

log = structlog.get_logger(__name__)

BY_TEXT = "text"
"""How the language was chosen, as stored with the preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """How a text is heard. `can_answer_at_once`: Twilio awaits the response to its webhook, which alone can hold the
    answer to a stranger. `await_sender`: after a restore, a stranger's call may come.
    """

    can_answer_at_once: bool = True
    await_sender: bool = False


BY_WEBHOOK = Hearing()


class SenderNotYetKnown(Exception):
    """After a restore: the feed may still bring the call of the person who wrote."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """A text, who sent it, what it means and what that changed."""

    text: InboundText
    sender: ReplySender
    meant: Understood
    survey: SurveyInvitation | None
    opted_out: bool
    reply: InboundReply
    effect: ConsentEffect = ConsentEffect.NONE
    out_of_reach: bool = False
    """Twilio itself holds back our texts to them, answers included."""


async def handle_reply(
    session: AsyncSession,
    vault: Vault,
    sets: QuestionSets,
    text: InboundText,
    *,
    now: datetime,
    hearing: Hearing = BY_WEBHOOK,
) -> HandledReply:
    """Within the caller's transaction, which locks the sender's call; afterwards the relay is to be woken.

    Raises SenderNotYetKnown for a stranger whose call may come, unless it is an opt-out: that needs no call.
    """
    known = await replies.by_message(session, PROVIDER, text.message_id)
    if known is not None:
        await obey_after_all(session, vault, text, known)
        return HandledReply(repeated=True)
    sender = await find_sender(session, vault, text)
    heard = await _store(session, vault, text, sender, now=now)
    if heard is None:
        return HandledReply(repeated=True)
    if hearing.await_sender and sender.call is None and heard.meant.intent is not Intent.OPT_OUT:
        raise SenderNotYetKnown
    heard = await _act_on(session, heard)
    heard = replace(heard, out_of_reach=await is_out_of_reach(session, sender))
    answers = await _answers(session, vault, sets, heard, now=now)
    meant, stored = heard.meant, heard.reply
    if sender.call is None and not hearing.can_answer_at_once:
        answers = []
    stored.answered_with = answers[0].key.value if answers else ""
    if not meaning.is_reaction(text.body, sender):
        await raise_staff_task(session, sender, meant, stored, out_of_reach=heard.out_of_reach, now=now)
    if meant.intent is not Intent.SURVEY_ANSWER:
        await note(session, sender, stored, now=now)
    await plan_answers(session, vault, sender, stored, answers, now=now)
    log.info("reply.heard", reply_id=stored.id, intent=meant.intent.value, answered_with=stored.answered_with)
    if sender.call is not None or not answers:
        return HandledReply(intent=meant.intent)
    immediate = ImmediateAnswer(key=answers[0].key, language=answers[0].language, agency=sender.agency)
    return HandledReply(intent=meant.intent, immediate=immediate)


async def _store(
    session: AsyncSession, vault: Vault, text: InboundText, sender: ReplySender, *, now: datetime
) -> _Heard | None:
    """Understand it and keep it; None if another process has just done so."""
    written_at = min(text.written_at or now, now)
    survey = await meaning.open_survey(session, sender, now=written_at)
    opted_out = await meaning.has_opted_out(session, sender)
    meant = meaning.meaning_of(text, sender, survey=survey, opted_out=opted_out)
    reply_id = new_id()
    reply = InboundReply(
        id=reply_id,
        ori=sender.ori,
        provider=PROVIDER,
        provider_message_id=text.message_id,
        address_hash=sender.address_hash,
        call_id=sender.call.id if sender.call else None,
        contact_id=sender.person.id if sender.person else "",
        body_sealed=vault.seal(text.body, context=replies.BODY, row=reply_id),
        intent=meant.intent.value,
        received_at=written_at,
        heard_at=now,
    )
    if not await insert_if_new(session, reply):
        return None
    stored = await session.get_one(InboundReply, reply.id)
    return _Heard(text=text, sender=sender, meant=meant, survey=survey, opted_out=opted_out, reply=stored)


async def _act_on(session: AsyncSession, heard: _Heard) -> _Heard:
    """Apply an opt-out, opt-in, wrong number or choice of language, as of when it was written."""
    sender, meant, written_at = heard.sender, heard.meant, heard.reply.received_at
    if meant.intent is Intent.WRONG_NUMBER:
        effect = await apply_wrong_number(session, sender, heard.text, heard.reply)
        return replace(heard, effect=effect)
    if meant.intent in (Intent.OPT_OUT, Intent.OPT_IN):
        effect = await apply_opt_in_or_out(session, sender, heard.text, meant, now=written_at)
        return replace(heard, effect=effect)
    if meant.intent is not Intent.LANGUAGE or meant.language is None:
        return heard
    if await lateness.chose_language_since(session, sender, written_at):
        return replace(heard, effect=ConsentEffect.OVERTAKEN)
    for agency in sender.agencies:
        await languages.choose(
            session,
            ori=agency.ori,
            address_hash=sender.address_hash,
            language=meant.language,
            how=BY_TEXT,
            now=written_at,
        )
    if heard.survey is not None:
        heard.survey.language = meant.language  # the next question comes in it, and so does the page
    return heard


async def _answers(
    session: AsyncSession, vault: Vault, sets: QuestionSets, heard: _Heard, *, now: datetime
) -> list[PlannedAnswer]:
    """What is said to them: the answer, and the next question of a survey by text."""
    text, sender, meant = heard.text, heard.sender, heard.meant
    question = await _question(session, vault, sets, heard, now=now)
    if heard.out_of_reach or is_obeyed_by_twilio(sender.agency, text, meant) or meaning.is_reaction(text.body, sender):
        key = None
    else:
        changed = heard.effect is ConsentEffect.CHANGED
        key = await answer_to(session, sender, meant, changed=changed, silent=heard.opted_out, now=now)
    if heard.effect is ConsentEffect.OVERTAKEN or (key and lateness.is_too_late(key, heard.reply)):
        key = None
    language = await language_of(session, sender, meant, text.body)
    facts = {"cancel_word": True} if meant.cancel_word and may_be_waiting(sender.call) else {}
    answers = [PlannedAnswer(key=key, language=language, facts=facts)] if key else []
    return [*answers, question] if question and not heard.out_of_reach else answers


async def _question(
    session: AsyncSession, vault: Vault, sets: QuestionSets, heard: _Heard, *, now: datetime
) -> PlannedAnswer | None:
    """Keep an answer to a survey, and ask what is next; a person who answered hours ago is not asked at night."""
    sender, meant, survey = heard.sender, heard.meant, heard.survey
    late = lateness.is_too_late(MessageKey.SURVEY_QUESTION, heard.reply)
    if meant.intent is not Intent.SURVEY_ANSWER or survey is None:
        return None if heard.opted_out or late else await ask_again(session, sets, sender, survey, meant, now=now)
    answer = AnswerByText(rating=meant.rating, words=heard.text.body)
    question = await take_answer(session, vault, with_questions(sets, sender, survey), answer, now=now)
    if late or meant.in_danger:
        close_by_text(survey)
        return None
    return question
