"""Webhook of Twilio: takes in a text that a person sent to one of our numbers.

It is answered within ten seconds, whatever happens (`intake.replies.incoming`). Our answer goes out like any message,
so Twilio is answered (in TwiML) with nothing, or with one text for a sender we have no call of.
"""

from __future__ import annotations

from html import escape

import structlog
from fastapi import Response

from api.dependencies import ApiDependencies, Deps
from api.webhooks.signed_route import signed_router
from api.webhooks.twilio_signed import FromTwilio
from domain.delivery import NotSent
from domain.messages import Channel, MessageFacts, MessageKey
from intake.replies.handle import ImmediateAnswer
from intake.replies.incoming import IncomingTexts
from messaging.rendering.gate import SpeakersGate, WantedMessage
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.reply import IN_DANGER_NOW
from policies.in_force import readable_policy

log = structlog.get_logger(__name__)

router = signed_router()


@router.post("/webhooks/twilio/inbound")
async def inbound(form: FromTwilio, deps: Deps) -> Response:
    """200 once it is stored, or is nothing to keep; 503 if not, then Twilio posts it again, and it is listed anyway.

    Only strangers are answered right here.
    """
    fields = dict(form.fields)
    handled = await incoming_texts(deps).take(fields, fields.get("AccountSid", ""), form.account.agencies)
    immediate = handled.immediate if handled else None
    return _twiml(_words(immediate, deps) if immediate else "")


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


def _words(answer: ImmediateAnswer, deps: ApiDependencies) -> str:
    """Nothing if the answer names an agency and we cannot know which the sender meant: nor if its 911 takes texts."""
    if answer.agency is None:
        in_danger = answer.key is MessageKey.EMERGENCY
        words = IN_DANGER_NOW.wording(text_to_911=False)
        return str(deps.catalogs[answer.language].gettext(words)) if in_danger else ""
    facts = MessageFacts(
        agency=answer.agency.name,
        non_emergency_phone=answer.agency.non_emergency_phone,
        text_to_911=answer.agency.text_to_911,
        time_zone=answer.agency.time_zone,
        reference="",
    )
    policy = readable_policy(answer.agency)
    wanted = WantedMessage(
        key=answer.key,
        channel=Channel.SMS,
        language=answer.language,
        require_reviewed=policy.require_reviewed if policy else frozenset(),
        offer_languages=policy.replies.offer_languages if policy else (),
    )
    gate = SpeakersGate(renderer=Renderer(deps.catalogs), sentences=deps.read_sentences)
    rendered = gate.render(wanted, lambda _: facts)
    if rendered.instead_of is not None:
        log.info("answer.in_english", key=answer.key, instead_of=rendered.instead_of, reason=NotSent.UNREVIEWED)
    return rendered.text
