"""Lets events through if SendGrid signed them a short time ago: the dependency of its webhook."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Depends, Request

from api.dependencies import Deps
from api.json_bodies import JSON, check_media_type
from api.problems import NotAllowed
from messaging.providers.delivery_report import NotGenuine
from messaging.providers.sendgrid_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER

log = structlog.get_logger(__name__)


async def signed_by_sendgrid(request: Request, deps: Deps) -> bytes:
    """The body as it came. Raises NotAllowed, WrongMediaType, TooLarge."""
    check_media_type(request, JSON)
    body = await request.body()
    try:
        _check(request, deps, body)
    except NotGenuine as refusal:
        log.warning("webhook.refused", provider="sendgrid", reason=refusal.reason)
        raise NotAllowed(refusal.reason) from None
    return body


def _check(request: Request, deps: Deps, body: bytes) -> None:
    if deps.sendgrid_events is None:
        raise NotGenuine("no verification key is set (CASELINE_SENDGRID_WEBHOOK_KEY): nothing can be checked")
    signature, timestamp = (request.headers.get(name, "") for name in (SIGNATURE_HEADER, TIMESTAMP_HEADER))
    deps.sendgrid_events.check(body=body, signature=signature, timestamp=timestamp, now=deps.clock())


FromSendGrid = Annotated[bytes, Depends(signed_by_sendgrid)]
