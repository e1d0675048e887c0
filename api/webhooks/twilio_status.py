"""Webhook of Twilio: takes in the delivery receipt of a text."""

from __future__ import annotations

from fastapi import Response

from api.dependencies import Deps
from api.webhooks.signed_route import signed_router
from api.webhooks.twilio_signed import FromTwilio
from messaging.providers.twilio_receipts import read_callback

router = signed_router()


@router.post("/webhooks/twilio/status", status_code=204)
async def status(form: FromTwilio, deps: Deps) -> Response:
    """204 also for what we know already and for messages that are not ours: sending it again would not help."""
    report = read_callback(form.fields, message_id=form.message_id, now=deps.clock())
    await deps.receipts.take([report] if report else [], only_of=form.account)
    return Response(status_code=204)
