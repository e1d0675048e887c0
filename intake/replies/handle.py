"""A reply comes in: kept once, understood, obeyed and answered, in one transaction."""

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
from intake.replies.sender import ReplySender, find_writer
from intake.replies.staff_tasks import tell_staff
from intake.replies.survey import Next, ask_again, take_answer, with_questions
from intake.replies.understanding.understand import Understood
from intake.surveys.answers import AnswerByText
from policies.files import QuestionSets

log = structlog.get_logger(__name__)

BY_TEXT = "text"
"""How somebody chose their language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayAtOnce:
    """What is answered to a stranger, who has no call whose workflow could send it: with the webhook's own answer."""

    key: MessageKey
    language: str
    agency: Agency | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of a reply. `repeated`: it was heard before, and nothing was done."""

    intent: Intent | None = None
    repeated: bool = False
    say: SayAtOnce | None = None


async def hear(session: AsyncSession, vault: Vault, sets: QuestionSets, text: InboundText, *, now: datetime) -> Heard:
    """Within the caller's transaction; afterwards the relay is to be woken."""
    if await replies.is_known(session, PROVIDER, text.message_id):
        return Heard(repeated=True)
    writer = await find_writer(session, vault, text)
    survey = await meaning.open_survey(session, writer, now=now)
    opted_out = await meaning.has_opted_out(session, writer)
    meant = meaning.meaning_of(text.body, writer, survey=survey, opted_out=opted_out)
    reply = _reply(vault, writer, text, meant, now)
    if not await insert_if_new(session, reply):
        return Heard(repeated=True)
    changed = await _obey(session, writer, text, meant, survey, now=now)
    if meant.intent is Intent.SURVEY_ANSWER and survey is not None:
        answer = AnswerByText(rating=meant.rating, words=text.body)
        asked = await take_answer(session, vault, with_questions(sets, writer, survey), answer, now=now)
    else:
        asked = None if opted_out else await ask_again(session, sets, writer, survey, meant, now=now)
    quiet = is_obeyed_by_twilio(writer.agency, text, meant) or meaning.is_reaction(text.body, writer)
    key = None if quiet else await answer_to(session, writer, meant, changed=changed, silent=opted_out, now=now)
    language = await language_of(session, writer, meant, text.body)
    facts = {"cancel_word": True} if meant.cancel_word else {}
    answers = ([Next(key=key, language=language, facts=facts)] if key else []) + ([asked] if asked else [])
    stored = await session.get_one(InboundReply, reply.id)
    stored.answered_with = answers[0].key.value if answers else ""
    if not meaning.is_reaction(text.body, writer):
        await tell_staff(session, writer, meant, stored, now=now)
    if meant.intent is not Intent.SURVEY_ANSWER:
        await note(session, writer, stored, now=now)
    await plan_answers(session, vault, writer, stored, answers, now=now)
    log.info("reply.heard", reply_id=reply.id, intent=meant.intent.value, answered_with=stored.answered_with)
    stranger = key is not None and writer.call is None
    say = SayAtOnce(key=key, language=language, agency=writer.agency) if key and stranger else None
    return Heard(intent=meant.intent, say=say)


async def _obey(
    session: AsyncSession,
    writer: ReplySender,
    text: InboundText,
    meant: Understood,
    survey: SurveyInvitation | None,
    *,
    now: datetime,
) -> bool:
    """What they want is so from now on. True if their stop or start was news."""
    if meant.intent in (Intent.OPT_OUT, Intent.OPT_IN):
        return await apply_opt_in_or_out(session, writer, text, meant, now=now)
    if meant.intent is Intent.LANGUAGE and meant.language is not None:
        for agency in writer.agencies:
            await languages.choose(
                session,
                ori=agency.ori,
                address_hash=writer.address_hash,
                language=meant.language,
                how=BY_TEXT,
                now=now,
            )
        if survey is not None:
            survey.language = meant.language  # the next question comes in it, and so does the page
    return False


def _reply(vault: Vault, writer: ReplySender, text: InboundText, meant: Understood, now: datetime) -> InboundReply:
    return InboundReply(
        id=new_id(),
        ori=writer.ori,
        provider=PROVIDER,
        provider_message_id=text.message_id,
        address_hash=writer.address_hash,
        call_id=writer.call.id if writer.call else None,
        contact_id=writer.person.id if writer.person else "",
        body_sealed=vault.seal(text.body, context=replies.BODY),
        intent=meant.intent.value,
        received_at=now,
    )
