"""Webhook of SendGrid: takes in delivery receipts of emails, many at a time."""

from __future__ import annotations

from fastapi import Response

from api.dependencies import Deps
from api.problems import Problem
from api.webhooks.sendgrid_signed import FromSendGrid
from api.webhooks.signed_route import signed_router
from messaging.providers.sendgrid_receipts import NotEvents, read_events

router = signed_router()


@router.post("/webhooks/sendgrid/events", status_code=204)
async def events(body: FromSendGrid, deps: Deps) -> Response:
    """204 once every event is stored; what broke off in the middle is sent again, and known then."""
    try:
        reports = read_events(body, now=deps.clock())
    except NotEvents as error:
        raise Problem(str(error)) from None
    await deps.receipts.take(reports)
    return Response(status_code=204)
