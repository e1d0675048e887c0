"""The providers' callbacks: a receipt moves its message, in one statement each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.peers.house import house
from benchmarks.peers.tables import CREATED, DELIVERED, FAILED, SENDING, Message
from domain.delivery import Standing
from messaging.providers.delivery_report import NotGenuine, ProviderReport
from messaging.providers.sendgrid_receipts import read_events
from messaging.providers.sendgrid_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, SendGridEvents
from messaging.providers.twilio_receipts import read_callback
from messaging.providers.twilio_signature import HEADER, check_form

MOVES = {Standing.UNDER_WAY: (SENDING, [CREATED]), Standing.DELIVERED: (DELIVERED, [CREATED, SENDING])}
OTHERWISE = (FAILED, [CREATED, SENDING])


def callbacks(sessions: sessionmaker[Session]) -> APIRouter:
    """For the API of a peer."""
    router, settings = APIRouter(), house().settings
    sendgrid = SendGridEvents(
        public_keys=settings.sendgrid_webhook_key, tolerance=timedelta(seconds=settings.webhook_tolerance_seconds)
    )

    @router.post("/webhooks/twilio/status", status_code=204)
    async def status(request: Request, message: str = "") -> Response:
        form, now = parse_qsl((await request.body()).decode()), datetime.now(UTC)
        url = f"{settings.base_url}{request.url.path}?{request.url.query}"
        signature = request.headers.get(HEADER, "")
        try:
            check_form(url=url, form=form, signature=signature, secret=settings.twilio_auth_token)
        except NotGenuine:
            raise HTTPException(403) from None
        report = read_callback(form, message_id=message, now=now)
        await run_in_threadpool(apply, sessions, [report] if report else [])
        return Response(status_code=204)

    @router.post("/webhooks/sendgrid/events", status_code=204)
    async def events(request: Request) -> Response:
        body, now, headers = await request.body(), datetime.now(UTC), request.headers
        signature, timestamp = headers.get(SIGNATURE_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
        try:
            sendgrid.check(body=body, signature=signature, timestamp=timestamp, now=now)
        except NotGenuine:
            raise HTTPException(403) from None
        await run_in_threadpool(apply, sessions, read_events(body, now=now))
        return Response(status_code=204)

    return router


def apply(sessions: sessionmaker[Session], reports: Iterable[ProviderReport]) -> None:
    """Each once, in whatever order they come: none takes a message back."""
    with sessions.begin() as session:
        for report in reports:
            status, before = MOVES.get(report.standing, OTHERWISE)
            session.execute(
                update(Message)
                .where(Message.id == report.message_id, Message.status.in_(before))
                .values(
                    status=status,
                    reason=report.code,
                    provider_id=report.provider_message_id,
                    updated_at=report.occurred_at,
                )
            )
