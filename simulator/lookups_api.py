"""Twilio Lookups v2: what kind of line is this number?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from simulator.magic_numbers import rule_for
from simulator.simulation import Simulation
from simulator.twilio_api import BY_STATUS, E164, GATEWAY_TIMEOUT, admit
from simulator.twilio_json import twilio_refusal

NOT_ASKED = (
    "caller_name", "sim_swap", "call_forwarding", "line_status", "identity_match",
    "reassigned_number", "sms_pumping_risk", "phone_number_quality_score", "pre_fill",
)  # fmt: skip


def lookups_router(simulation: Simulation) -> APIRouter:
    """The route under /v2."""
    router = APIRouter(prefix="/v2")

    @router.get("/PhoneNumbers/{number}")
    async def lookup(number: str, request: Request) -> JSONResponse:
        await admit(simulation, None, request)
        simulation.counts["lookups"] += 1
        luck = simulation.bad_luck()
        if isinstance(luck, int):
            raise twilio_refusal(BY_STATUS[luck])
        if luck is not None:
            await simulation.hang()
            raise twilio_refusal(GATEWAY_TIMEOUT)
        rule = rule_for(number)
        valid = rule.valid and bool(E164.match(number))
        american = number.startswith("+1")
        asked = "line_type_intelligence" in request.query_params.get("Fields", "").split(",")
        line_type = {
            "carrier_name": "Simulator" if rule.line_type else None,
            "error_code": None,
            "mobile_country_code": "310" if american else None,
            "mobile_network_code": "000" if american else None,
            "type": rule.line_type,
        }
        return JSONResponse(
            {
                "calling_country_code": "1" if american and valid else None,
                "country_code": "US" if american and valid else None,
                "phone_number": number,
                "national_format": f"({number[2:5]}) {number[5:8]}-{number[8:]}" if american else number,
                "valid": valid,
                "validation_errors": [] if valid else ["INVALID_BUT_POSSIBLE"],
                "line_type_intelligence": line_type if asked and valid else None,
                "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{number}",
                **dict.fromkeys(NOT_ASKED),
            }
        )

    return router
