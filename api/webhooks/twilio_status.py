"""Webhook of Twilio: takes in the delivery receipt of a text."""

from __future__ import annotations

from fastapi import APIRouter, Query, Response

from api.access import PUBLIC
from api.dependencies import Deps
from api.webhooks.twilio_signed import FromTwilio
from messaging.providers.twilio_receipts import read_callback

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])


@router.post("/webhooks/twilio/status", status_code=204)
async def status(form: FromTwilio, deps: Deps, message: str = Query(default="", max_length=200)) -> Response:
    """204 also for what we know already and for messages that are not ours: sending it again would not help."""
    report = read_callback(form.fields, message_id=message, now=deps.clock())
    await deps.receipts.take([report] if report else [], only_of=form.account)
    return Response(status_code=204)
