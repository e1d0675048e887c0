"""Twilio's account, its numbers and its messaging services, as asked for when a set-up is checked."""

from __future__ import annotations

from email.utils import format_datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from simulator.magic_numbers import SENDERS
from simulator.simulation import Simulation
from simulator.twilio_api import E164, NOT_FOUND, SERVICE, admit
from simulator.twilio_json import BASE, twilio_refusal

NO_SERVICE = "0" * 32
"""The end of the one messaging service that does not exist."""


def twilio_account_router(simulation: Simulation) -> APIRouter:
    """The account's own routes, and /v1/Services."""
    router = APIRouter()

    @router.get(BASE + "/{account_sid}.json")
    async def account(account_sid: str, request: Request) -> JSONResponse:
        await admit(simulation, account_sid, request)
        return JSONResponse(_account(simulation))

    @router.get(BASE + "/{account_sid}/IncomingPhoneNumbers.json")
    async def numbers(account_sid: str, request: Request) -> JSONResponse:
        await admit(simulation, account_sid, request)
        query = dict(request.query_params)
        wanted = query.get("PhoneNumber", simulation.config.service_number)
        owned = [wanted] if E164.match(wanted) and wanted not in SENDERS else []
        uri = f"{BASE}/{account_sid}/IncomingPhoneNumbers.json?{urlencode(query)}"
        return JSONResponse(
            {
                "end": 0,
                "first_page_uri": uri,
                "incoming_phone_numbers": [_number(simulation, number) for number in owned],
                "next_page_uri": None,
                "page": 0,
                "page_size": 50,
                "previous_page_uri": None,
                "start": 0,
                "uri": uri,
            }
        )

    @router.get("/v1/Services/{sid}")
    async def service(sid: str, request: Request) -> JSONResponse:
        await _admit(simulation, sid, request)
        return JSONResponse(_service(simulation, sid))

    @router.get("/v1/Services/{sid}/PhoneNumbers")
    async def pool(sid: str, request: Request) -> JSONResponse:
        await _admit(simulation, sid, request)
        return JSONResponse(_pool(simulation, sid))

    return router


async def _admit(simulation: Simulation, service_sid: str, request: Request) -> None:
    await admit(simulation, None, request)
    if not SERVICE.match(service_sid) or service_sid.endswith(NO_SERVICE):
        raise twilio_refusal(NOT_FOUND)


def _account(simulation: Simulation) -> dict[str, object]:
    config, now = simulation.config, format_datetime(simulation.clock())
    uri = f"{BASE}/{config.account_sid}"
    return {
        "auth_token": None,
        "date_created": now,
        "date_updated": now,
        "friendly_name": "Simulator",
        "owner_account_sid": config.account_sid,
        "sid": config.account_sid,
        "status": config.account_status,
        "subresource_uris": {"messages": f"{uri}/Messages.json"},
        "type": config.account_type,
        "uri": f"{uri}.json",
    }


def _number(simulation: Simulation, number: str) -> dict[str, object]:
    config, now = simulation.config, format_datetime(simulation.clock())
    sid = "PN" + number.removeprefix("+").rjust(32, "0")
    unset = (
        "address_sid", "bundle_sid", "emergency_address_sid", "identity_sid", "sms_application_sid", "sms_fallback_url",
        "status_callback", "trunk_sid", "voice_application_sid", "voice_fallback_url", "voice_url",
    )  # fmt: skip
    methods = ("sms_fallback_method", "sms_method", "status_callback_method", "voice_fallback_method", "voice_method")
    return {
        **dict.fromkeys(unset),
        **dict.fromkeys(methods, "POST"),
        "account_sid": config.account_sid,
        "address_requirements": "none",
        "api_version": "2010-04-01",
        "beta": False,
        "capabilities": {"fax": False, "mms": config.number_can_text, "sms": config.number_can_text, "voice": True},
        "date_created": now,
        "date_updated": now,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": "Simulator",
        "origin": "twilio",
        "phone_number": number,
        "sid": sid,
        "sms_url": config.inbound_url,
        "status": "in-use",
        "type": "local",
        "uri": f"{BASE}/{config.account_sid}/IncomingPhoneNumbers/{sid}.json",
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
    }


def _service(simulation: Simulation, sid: str) -> dict[str, object]:
    now = simulation.clock().isoformat()
    return {
        "account_sid": simulation.config.account_sid,
        "date_created": now,
        "date_updated": now,
        "friendly_name": "Simulator",
        "inbound_method": "POST",
        "inbound_request_url": simulation.config.inbound_url,
        "sid": sid,
        "us_app_to_person_registered": simulation.config.service_registered,
        "use_inbound_webhook_on_number": False,
        "validity_period": 36000,
    }


def _pool(simulation: Simulation, sid: str) -> dict[str, object]:
    number, now = simulation.config.service_number, simulation.clock().isoformat()
    held = {
        "account_sid": simulation.config.account_sid,
        "capabilities": ["SMS"],
        "country_code": "US",
        "date_created": now,
        "date_updated": now,
        "phone_number": number,
        "service_sid": sid,
        "sid": "PN" + number.removeprefix("+").rjust(32, "0"),
    }
    meta = {"key": "phone_numbers", "next_page_url": None, "page": 0, "page_size": 50}
    return {"phone_numbers": [held] if simulation.config.service_has_numbers else [], "meta": meta}
