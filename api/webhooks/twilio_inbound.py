"""Webhook of Twilio: takes in a text that a person sent to one of our numbers.

Our answer goes out like any message, so Twilio is answered (in TwiML) with nothing, or with one text for a sender we
have no call of.
"""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Response

from api.access import PUBLIC
from api.dependencies import Deps
from api.webhooks.twilio_signed import FromTwilio
from domain.messages import Channel, MessageFacts, MessageKey
from intake.replies.handle import ImmediateAnswer, handle_reply
from intake.replies.inbound_text import read
from locales.catalog_loader import Catalogs
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.reply import IN_DANGER_NOW

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])


@router.post("/webhooks/twilio/inbound")
async def inbound(form: FromTwilio, deps: Deps) -> Response:
    """200 for whatever is signed: posting it again would make no more of it. Only strangers are answered right here."""
    text = read(dict(form.fields), agencies=form.account.agencies)
    if text is None:
        return _twiml("")
    async with deps.database.transaction() as session:
        handled = await handle_reply(session, deps.vault, deps.question_sets, text, now=deps.clock())
    deps.relay.wake()
    return _twiml(_words(handled.immediate, deps.catalogs) if handled.immediate else "")


def _twiml(words: str) -> Response:
    answer = f"<Response><Message>{escape(words)}</Message></Response>" if words else "<Response/>"
    return Response(answer, media_type="text/xml")


def _words(answer: ImmediateAnswer, catalogs: Catalogs) -> str:
    """Nothing if the answer names an agency and we cannot know which the sender meant."""
    if answer.agency is None:
        in_danger = answer.key is MessageKey.EMERGENCY
        return str(catalogs[answer.language].gettext(IN_DANGER_NOW.text)) if in_danger else ""
    facts = MessageFacts(
        agency=answer.agency.name,
        non_emergency_phone=answer.agency.non_emergency_phone,
        time_zone=answer.agency.time_zone,
        reference="",
    )
    return Renderer(catalogs).render(answer.key, Channel.SMS, answer.language, facts).text
