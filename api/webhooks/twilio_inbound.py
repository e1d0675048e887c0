"""A person texted one of our numbers. Our answer goes out like any message, so Twilio is answered with nothing."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.access import PUBLIC
from api.dependencies import Deps
from api.webhooks.twilio_signed import FromTwilio
from api.webhooks.twiml import nothing, saying
from intake.replies.handle import handle_reply
from intake.replies.inbound_text import read

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])


@router.post("/webhooks/twilio/inbound")
async def inbound(form: FromTwilio, deps: Deps) -> Response:
    """200 for whatever is signed: posting it again would make no more of it. Only strangers are answered right here."""
    text = read(dict(form.fields), agencies=form.account.agencies)
    if text is None:
        return nothing()
    async with deps.database.transaction() as session:
        handled = await handle_reply(session, deps.vault, deps.question_sets, text, now=deps.clock())
    deps.relay.wake()
    return saying(handled.immediate, deps.catalogs) if handled.immediate else nothing()
