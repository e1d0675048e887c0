"""What Twilio is answered (TwiML): nothing, or one text for a sender we have no call of."""

from __future__ import annotations

from html import escape

from fastapi import Response

from domain.messages import Channel, MessageFacts, MessageKey
from intake.replies.handle import ImmediateAnswer
from locales.catalog_loader import Catalogs
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.reply import IN_DANGER_NOW

MEDIA_TYPE = "text/xml"


def nothing() -> Response:
    """No text."""
    return Response("<Response/>", media_type=MEDIA_TYPE)


def saying(answer: ImmediateAnswer, catalogs: Catalogs) -> Response:
    """The text as Twilio is to send it; nothing if it names an agency and we cannot know which they meant."""
    words = _words(answer, catalogs)
    if not words:
        return nothing()
    return Response(f"<Response><Message>{escape(words)}</Message></Response>", media_type=MEDIA_TYPE)


def _words(answer: ImmediateAnswer, catalogs: Catalogs) -> str:
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
