"""SendGrid's mail send as the SDK calls it."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from simulator.magic_addresses import AddressRule, rule_for
from simulator.magic_numbers import Hang
from simulator.mail_journey import travel
from simulator.mail_request import Mail, MailRefused, read_mail
from simulator.simulation import Simulation
from simulator.store import SimulatedMessage

LARGEST_REQUEST_BYTES = 30 * 1024 * 1024

REFUSALS: dict[int, str] = {
    400: "Bad Request",
    401: "The provided authorization grant is invalid, expired, or revoked",
    403: "The from address does not match a verified Sender Identity.",
    413: "The JSON payload you have included in your request is too large.",
    429: "too many requests",
    500: "internal server error",
    503: "service unavailable",
    504: "nothing more came",
}


def sendgrid_router(simulation: Simulation) -> APIRouter:
    """The routes under /v3."""
    router = APIRouter(prefix="/v3")

    @router.post("/mail/send")
    async def send(request: Request) -> Response:
        simulation.counts["email_requests"] += 1
        body = await request.body()
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not secrets.compare_digest(key.encode(), simulation.config.api_key.encode()):
            return refusal(401)
        if not await simulation.slow_down():
            return refusal(503)
        if len(body) > LARGEST_REQUEST_BYTES:
            return refusal(413)
        luck = simulation.bad_luck()
        if isinstance(luck, int):
            return refusal(luck)
        try:
            mails = read_mail(body)
        except MailRefused as refused:
            return _errors(400, refused.errors)
        return await _send(simulation, mails, luck)

    return router


async def _send(simulation: Simulation, mails: list[Mail], luck: Hang | None) -> Response:
    rules = [_rule_in_force(simulation, mail.to) for mail in mails]
    if refused := next((rule.refuse_with for rule in rules if rule.refuse_with), None):
        return refusal(refused)
    hang = next((rule.hang for rule in rules if rule.hang), luck)
    if hang is Hang.BEFORE_ACCEPTING:
        await simulation.hang()
        return refusal(504)
    message_id = secrets.token_urlsafe(16)
    for n, mail in enumerate(mails):
        message = _accept(simulation, mail, f"{message_id}.{n}" if n else message_id)
        simulation.webhooks.start(travel(simulation, message))
    if hang is Hang.AFTER_ACCEPTING:
        await simulation.hang()
        return refusal(504)
    return Response(status_code=202, headers={"X-Message-Id": message_id})


def _rule_in_force(simulation: Simulation, address: str) -> AddressRule:
    rule = rule_for(address)
    due = simulation.befalls(address.lower(), first_requests_only=rule.first_requests_only)
    return rule if due else AddressRule()


def _accept(simulation: Simulation, mail: Mail, sid: str) -> SimulatedMessage:
    message = SimulatedMessage(
        sid=sid,
        channel="email",
        direction="outbound-api",
        sender=mail.sender,
        to=mail.to,
        body=mail.text,
        created_at=simulation.clock(),
        status="accepted",
        subject=mail.subject,
        html=mail.html,
        headers=mail.headers,
        custom_args=mail.custom_args,
    )
    simulation.store.add(message)
    return message


def refusal(status: int) -> JSONResponse:
    """An answer of this status in SendGrid's words."""
    return _errors(status, [("", REFUSALS[status])])


def _errors(status: int, errors: list[tuple[str, str]]) -> JSONResponse:
    content = [{"message": message, "field": field or None} for field, message in errors]
    return JSONResponse({"errors": content}, status_code=status)
