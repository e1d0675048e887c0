"""SendGrid's mail send as the SDK calls it."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import Response

from simulator.magic_addresses import AddressRule, rule_for
from simulator.magic_numbers import Hang
from simulator.mail_journey import travel
from simulator.mail_request import Mail, read_mail, sendgrid_refusal
from simulator.simulation import Simulation

LARGEST_REQUEST_BYTES = 30 * 1024 * 1024


def sendgrid_router(simulation: Simulation) -> APIRouter:
    """The routes under /v3."""
    router = APIRouter(prefix="/v3")

    @router.post("/mail/send")
    async def send(request: Request) -> Response:
        simulation.counts["email_requests"] += 1
        body = await request.body()
        await admit(simulation, request)
        if len(body) > LARGEST_REQUEST_BYTES:
            raise sendgrid_refusal(413)
        luck = simulation.bad_luck()
        if isinstance(luck, int):
            raise sendgrid_refusal(luck)
        return await _send(simulation, read_mail(body), luck)

    return router


async def admit(simulation: Simulation, request: Request) -> None:
    """Check the key; then be as slow as the config says. Raises Refusal."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(key.encode(), simulation.config.api_key.encode()):
        raise sendgrid_refusal(401)
    if not await simulation.slow_down():
        raise sendgrid_refusal(503)


async def _send(simulation: Simulation, mails: list[Mail], luck: Hang | None) -> Response:
    rules = [_rule_in_force(simulation, mail.to) for mail in mails]
    if refused := next((rule.refuse_with for rule in rules if rule.refuse_with), None):
        raise sendgrid_refusal(refused)
    hang = next((rule.hang for rule in rules if rule.hang), luck)
    if hang is Hang.BEFORE_ACCEPTING:
        await simulation.hang()
        raise sendgrid_refusal(504)
    message_id = secrets.token_urlsafe(16)
    for n, mail in enumerate(mails):
        message = simulation.take_in(
            sid=f"{message_id}.{n}" if n else message_id,
            channel="email",
            direction="outbound-api",
            sender=mail.sender,
            to=mail.to,
            body=mail.text,
            status="accepted",
            subject=mail.subject,
            html=mail.html,
            headers=mail.headers,
            custom_args=mail.custom_args,
        )
        simulation.webhooks.start(travel(simulation, message))
    if hang is Hang.AFTER_ACCEPTING:
        await simulation.hang()
        raise sendgrid_refusal(504)
    await simulation.think()
    return Response(status_code=202, headers={"X-Message-Id": message_id})


def _rule_in_force(simulation: Simulation, address: str) -> AddressRule:
    rule = rule_for(address)
    due = simulation.befalls(address.lower(), first_requests_only=rule.first_requests_only)
    return rule if due else AddressRule()
