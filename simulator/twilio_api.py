"""Twilio's Messages as the SDK calls them: create, list, fetch."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from itertools import islice
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from simulator import magic_numbers
from simulator.date_filter import BadDate, date_filter
from simulator.magic_numbers import ApiError, Hang
from simulator.segments import segments
from simulator.simulation import Simulation
from simulator.sms_journey import travel
from simulator.store import SimulatedMessage
from simulator.twilio_json import BASE, message_json, twilio_refusal

E164 = re.compile(r"^\+[1-9]\d{6,14}$")
SERVICE = re.compile(r"^MG[0-9a-fA-F]{32}$")
LONGEST_BODY = 1600
NOT_FOUND = ApiError(status=404, code=20404, message="The requested resource was not found.")
GATEWAY_TIMEOUT = ApiError(status=504, code=20504, message="Nothing more came.")
BY_STATUS = {429: magic_numbers.SLOW_DOWN, 503: magic_numbers.UNAVAILABLE}


def twilio_router(simulation: Simulation) -> APIRouter:
    """The routes under /2010-04-01."""
    router = APIRouter(prefix=BASE)

    @router.post("/{account_sid}/Messages.json")
    async def create(account_sid: str, request: Request) -> JSONResponse:
        form = {k: v[-1] for k, v in parse_qs((await request.body()).decode(), keep_blank_values=True).items()}
        await admit(simulation, account_sid, request)
        return await _create(simulation, form)

    @router.get("/{account_sid}/Messages.json")
    async def list_messages(account_sid: str, request: Request) -> JSONResponse:
        await admit(simulation, account_sid, request)
        return _page(simulation, dict(request.query_params))

    @router.get("/{account_sid}/Messages/{sid}.json")
    async def fetch(account_sid: str, sid: str, request: Request) -> JSONResponse:
        await admit(simulation, account_sid, request)
        message = simulation.store.by_sid.get(sid)
        if message is None or message.channel != "sms":
            raise twilio_refusal(NOT_FOUND)
        return JSONResponse(message_json(message, account_sid))

    return router


async def admit(simulation: Simulation, account_sid: str | None, request: Request) -> None:
    """Check the credentials; then be as slow as the config says. Raises Refusal."""
    config = simulation.config
    simulation.counts["sms_requests"] += 1
    expected = f"{config.account_sid}:{config.auth_token}".encode()
    if not secrets.compare_digest(_basic_auth(request), expected):
        raise twilio_refusal(magic_numbers.UNAUTHORIZED)
    if account_sid not in {None, config.account_sid}:
        raise twilio_refusal(NOT_FOUND)
    if not await simulation.slow_down():
        raise twilio_refusal(magic_numbers.UNAVAILABLE)


def _basic_auth(request: Request) -> bytes:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    try:
        return base64.b64decode(value, validate=True) if scheme.lower() == "basic" else b""
    except binascii.Error:
        return b""


async def _create(simulation: Simulation, form: dict[str, str]) -> JSONResponse:
    simulation.counts["sms_sends"] += 1
    luck = simulation.bad_luck()
    if isinstance(luck, int):
        raise twilio_refusal(BY_STATUS[luck])
    if invalid := _invalid(simulation, form):
        raise twilio_refusal(invalid)
    to = form["To"]
    rule = magic_numbers.rule_for(to)
    if not simulation.befalls(to, first_requests_only=rule.first_requests_only):
        rule = magic_numbers.DEFAULT_RULE
    if rule.error is not None:
        raise twilio_refusal(rule.error)
    hang = rule.hang or luck
    if hang is Hang.BEFORE_ACCEPTING:
        await simulation.hang()
        raise twilio_refusal(GATEWAY_TIMEOUT)
    message = accept(simulation, form)
    created = message_json(message, simulation.config.account_sid)
    simulation.webhooks.start(travel(simulation, message))
    if hang is Hang.AFTER_ACCEPTING:
        await simulation.hang()
        raise twilio_refusal(GATEWAY_TIMEOUT)
    await simulation.think()
    return JSONResponse(created, status_code=201)


def _invalid(simulation: Simulation, form: dict[str, str]) -> ApiError | None:
    to, sender, service = form.get("To", ""), form.get("From", ""), form.get("MessagingServiceSid", "")
    body, validity = form.get("Body", ""), form.get("ValidityPeriod")
    checks = (
        (not to, ApiError(status=400, code=21604, message="A 'To' phone number is required.")),
        (not E164.match(to), magic_numbers.INVALID_TO),
        (not sender and not service, ApiError(status=400, code=21603, message="A 'From' is required.")),
        (bool(sender) and not E164.match(sender), magic_numbers.INVALID_FROM),
        (bool(service) and not SERVICE.match(service), magic_numbers.INVALID_FROM),
        (not body, ApiError(status=400, code=21602, message="Message body is required.")),
        (len(body) > LONGEST_BODY, magic_numbers.TOO_LONG),
        (
            validity is not None and not (validity.isdecimal() and 1 <= int(validity) <= 36000),
            ApiError(status=400, code=21624, message="ValidityPeriod must be from 1 to 36000 seconds."),
        ),
        ((_sender(simulation, form), to) in simulation.store.opted_out, magic_numbers.OPTED_OUT),
    )
    return magic_numbers.SENDERS.get(sender) or next((error for wrong, error in checks if wrong), None)


def _sender(simulation: Simulation, form: dict[str, str]) -> str:
    return form.get("From") or simulation.config.service_number


def accept(simulation: Simulation, form: dict[str, str], *, direction: str = "outbound-api") -> SimulatedMessage:
    """Take a text in; from here on it counts."""
    return simulation.take_in(
        sid="SM" + simulation.hex_id(),
        channel="sms",
        direction=direction,
        sender=_sender(simulation, form),
        to=form["To"],
        body=form["Body"],
        status="accepted" if form.get("MessagingServiceSid") else "queued",
        segments=segments(form["Body"]),
        service_sid=form.get("MessagingServiceSid") or None,
        status_callback=form.get("StatusCallback") or None,
        validity_seconds=int(form["ValidityPeriod"]) if form.get("ValidityPeriod") else None,
    )


def _page(simulation: Simulation, query: dict[str, str]) -> JSONResponse:
    account_sid = simulation.config.account_sid
    size = min(max(int(query.get("PageSize", "50")), 1), 1000)
    page = int(query.get("Page", "0"))
    # The token holds the sequence number below which the next page begins: messages that arrive
    # between two pages shift nothing.
    before = int(query["PageToken"].removeprefix("PASM")) if "PageToken" in query else None
    try:
        sent = date_filter(query)
    except BadDate as error:
        raise twilio_refusal(ApiError(status=400, code=20001, message=str(error))) from None
    matching = (
        m
        for m in simulation.store.newest_first(query.get("To"))
        if m.channel == "sms"
        and (before is None or m.seq < before)
        and query.get("From") in {None, m.sender}
        and sent(m.sent_at or m.created_at)
    )
    found = list(islice(matching, size + 1))
    shown = found[:size]
    filters = {k: v for k, v in query.items() if k not in {"Page", "PageToken", "PageSize"}}

    def uri(**paging: object) -> str:
        return f"{BASE}/{account_sid}/Messages.json?" + urlencode({**filters, "PageSize": size, **paging})

    more = len(found) > size
    return JSONResponse(
        {
            "first_page_uri": uri(Page=0),
            "next_page_uri": uri(Page=page + 1, PageToken=f"PASM{shown[-1].seq}") if more else None,
            "previous_page_uri": None,
            "uri": uri(Page=page),
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
            "messages": [message_json(m, account_sid) for m in shown],
        }
    )
