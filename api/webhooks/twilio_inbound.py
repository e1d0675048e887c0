"""Webhook of Twilio: takes in a text that a person sent to one of our numbers.

It is answered within ten seconds, whatever happens (`intake.replies.incoming`). Our answer goes out like any message,
so Twilio is answered (in TwiML) with nothing, or with one text for a sender we have no call of.
"""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Response

from api.access import PUBLIC
from api.dependencies import ApiDependencies, Deps
from api.webhooks.twilio_signed import FromTwilio
from domain.messages import Channel, MessageFacts, MessageKey
from intake.replies.handle import ImmediateAnswer
from intake.replies.incoming import IncomingTexts
from locales.catalog_loader import Catalogs
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.reply import IN_DANGER_NOW

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])


@router.post("/webhooks/twilio/inbound")
async def inbound(form: FromTwilio, deps: Deps) -> Response:
    """200 once it is stored, or is nothing to keep; 503 if not, then Twilio posts it again, and it is listed anyway.

    Only strangers are answered right here.
    """
    fields = dict(form.fields)
    handled = await incoming_texts(deps).take(fields, fields.get("AccountSid", ""), form.account.agencies)
    immediate = handled.immediate if handled else None
    return _twiml(_words(immediate, deps.catalogs) if immediate else "")


def incoming_texts(deps: ApiDependencies) -> IncomingTexts:
    """What takes in texts for this process."""
    return IncomingTexts(
        database=deps.database,
        vault=deps.vault,
        question_sets=deps.question_sets,
        accounts=deps.twilio_secrets,
        clock=deps.clock,
        wake_relay=deps.relay.wake,
    )


def _twiml(words: str) -> Response:
    answer = f"<Response><Message>{escape(words)}</Message></Response>" if words else "<Response/>"
    return Response(answer, media_type="text/xml")


def _words(answer: ImmediateAnswer, catalogs: Catalogs) -> str:
    """Nothing if the answer names an agency and we cannot know which the sender meant: nor if its 911 takes texts."""
    if answer.agency is None:
        in_danger = answer.key is MessageKey.EMERGENCY
        words = IN_DANGER_NOW.wording(text_to_911=False)
        return str(catalogs[answer.language].gettext(words)) if in_danger else ""
    facts = MessageFacts(
        agency=answer.agency.name,
        non_emergency_phone=answer.agency.non_emergency_phone,
        text_to_911=answer.agency.text_to_911,
        time_zone=answer.agency.time_zone,
        reference="",
    )
    return Renderer(catalogs).render(answer.key, Channel.SMS, answer.language, facts).text
