"""Lets events through if SendGrid signed them a short time ago: the dependency of its webhook."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Depends, Request

from api.dependencies import Deps
from api.json_bodies import JSON, check_media_type
from api.problems import NotAllowed
from db.queries.server_clock import server_now
from messaging.providers.delivery_report import NotGenuine
from messaging.providers.sendgrid_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, NotOfThisMoment

log = structlog.get_logger(__name__)


async def signed_by_sendgrid(request: Request, deps: Deps) -> bytes:
    """The body as it came. Raises NotAllowed, WrongMediaType, TooLarge, DatabaseUnavailable."""
    check_media_type(request, JSON)
    body = await request.body()
    try:
        await _check(request, deps, body)
    except NotGenuine as refusal:
        log.warning("webhook.refused", provider="sendgrid", reason=refusal.reason)
        raise NotAllowed(refusal.reason) from None
    return body


async def _check(request: Request, deps: Deps, body: bytes) -> None:
    if deps.sendgrid_events is None:
        raise NotGenuine("no verification key is set (CASELINE_SENDGRID_WEBHOOK_KEY): nothing can be checked")
    signature, timestamp = (request.headers.get(name, "") for name in (SIGNATURE_HEADER, TIMESTAMP_HEADER))
    try:
        deps.sendgrid_events.check(body=body, signature=signature, timestamp=timestamp, now=deps.clock())
    except NotOfThisMoment:
        # If it is our clock that is wrong, an email in doubt whose receipt is refused would be sent again.
        async with deps.database.reading() as session:
            now = await server_now(session)
        deps.sendgrid_events.check(body=body, signature=signature, timestamp=timestamp, now=now)


FromSendGrid = Annotated[bytes, Depends(signed_by_sendgrid)]
