"""Builds Twilio's JSON: a message, and an error."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from fastapi.responses import JSONResponse

from simulator.magic_numbers import ERROR_MESSAGES, ApiError
from simulator.simulation import Refusal
from simulator.store import SimulatedMessage

BASE = "/2010-04-01/Accounts"
PRICE_PER_SEGMENT = 0.0079


def message_json(message: SimulatedMessage, account_sid: str) -> dict[str, object]:
    """The fields of `api.v2010.account.message`."""
    uri = f"{BASE}/{account_sid}/Messages/{message.sid}"
    priced = message.sent_at is not None
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": _rfc2822(message.created_at),
        "date_sent": _rfc2822(message.sent_at),
        "date_updated": _rfc2822(message.updated_at or message.created_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": ERROR_MESSAGES.get(message.error_code or 0),
        "from": message.sender if message.status != "accepted" else None,
        "messaging_service_sid": message.service_sid,
        "num_media": "0",
        "num_segments": str(message.segments if message.status != "accepted" else 0),
        "price": f"-{message.segments * PRICE_PER_SEGMENT:.5f}" if priced else None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def _rfc2822(at: datetime | None) -> str | None:
    return format_datetime(at) if at is not None else None


def twilio_refusal(error: ApiError) -> Refusal:
    """Twilio's error as the answer: code, message, more_info, status."""
    answer = JSONResponse(
        {
            "code": error.code,
            "message": error.message,
            "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
            "status": error.status,
        },
        status_code=error.status,
        headers={"Retry-After": "1"} if error.status == 429 else None,
    )
    return Refusal(answer)
