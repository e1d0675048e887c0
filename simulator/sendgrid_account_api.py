"""What SendGrid tells of an account when a set-up is checked: scopes, senders, domains, event webhooks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from simulator.mail_request import sendgrid_refusal
from simulator.sendgrid_api import admit
from simulator.simulation import Simulation

EVENTS = (
    "group_resubscribe", "delivered", "group_unsubscribe", "spam_report", "bounce", "deferred", "unsubscribe",
    "processed", "dropped",
)  # fmt: skip
_WEBHOOK_ID = "77d4a5da-0000-11ed-a1eb-000000000000"


def sendgrid_account_router(simulation: Simulation) -> APIRouter:
    """The routes under /v3 that change nothing."""
    router = APIRouter(prefix="/v3")

    async def answer(request: Request, scope: str, content: object) -> JSONResponse:
        await admit(simulation, request)
        if scope and scope not in simulation.config.key_scopes.split():
            raise sendgrid_refusal(403)
        return JSONResponse(content)

    @router.get("/scopes")
    async def scopes(request: Request) -> JSONResponse:
        return await answer(request, "", {"scopes": simulation.config.key_scopes.split()})

    @router.get("/verified_senders")
    async def senders(request: Request) -> JSONResponse:
        verified = [{"id": n, "from_email": each, "verified": True} for n, each in enumerate(_verified(simulation))]
        return await answer(request, "sender_verification.read", {"results": verified})

    @router.get("/whitelabel/domains")
    async def domains(request: Request, domain: Annotated[str, Query()] = "") -> JSONResponse:
        found = [{"id": 1, "domain": domain, "valid": simulation.config.domain_authenticated}] if domain else []
        return await answer(request, "whitelabel.read", found)

    @router.get("/user/webhooks/event/settings/all")
    async def webhooks(request: Request) -> JSONResponse:
        content = {"max_allowed": 5, "webhooks": [_webhook(simulation)] if simulation.config.event_webhook_url else []}
        return await answer(request, "user.webhooks.event.settings.read", content)

    return router


def _verified(simulation: Simulation) -> tuple[str, ...]:
    return (simulation.config.verified_sender,) if simulation.config.verified_sender else ()


def _webhook(simulation: Simulation) -> dict[str, object]:
    return {
        "enabled": True,
        "url": simulation.config.event_webhook_url,
        "account_status_change": False,
        **dict.fromkeys(EVENTS, True),
        "open": False,
        "click": False,
        "friendly_name": "Simulator",
        "id": _WEBHOOK_ID,
        "created_date": simulation.clock().isoformat(),
        "updated_date": simulation.clock().isoformat(),
        "oauth_client_id": None,
        "oauth_token_url": None,
        "public_key": simulation.signer.public_key,
    }
