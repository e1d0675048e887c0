"""What Twilio's error codes mean, in answers and in receipts alike: one table.

Source of each row: the page of the code, https://www.twilio.com/docs/api/errors/CODE. What is done about each kind is
in messaging/providers/failure_kinds.py. A messaging service accepts first and looks afterwards, so that a code of
creation (21xxx) may come in a receipt; a delivery code may come in an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from domain.delivery import NotSent
from messaging.providers.base import (
    LimitReached,
    ProviderError,
    ProviderUnavailable,
    UnknownRefusal,
    failure_by_status,
)
from messaging.providers.failure_kinds import MEANINGS, FailureKind

PROVIDER = "twilio"


@dataclass(frozen=True, slots=True)
class TwilioCode:
    """Whose trouble it is, and Twilio's own name for it, in short."""

    kind: FailureKind
    name: str


_K = FailureKind

TWILIO_CODES: Mapping[int, TwilioCode] = {
    # The address: these alone cut it.
    21211: TwilioCode(_K.NO_SUCH_ADDRESS, "invalid 'To' number"),
    21217: TwilioCode(_K.NO_SUCH_ADDRESS, "number does not appear to be valid"),
    30005: TwilioCode(_K.NO_SUCH_ADDRESS, "unknown destination handset: the number is not in use"),
    # The person: the number is theirs, and texts do not reach it.
    21214: TwilioCode(_K.RECIPIENT, "'To' number cannot be reached"),
    21265: TwilioCode(_K.RECIPIENT, "'To' number is a short code"),
    21266: TwilioCode(_K.RECIPIENT, "'To' and 'From' are the same"),
    21408: TwilioCode(_K.RECIPIENT, "region not enabled"),
    21612: TwilioCode(_K.RECIPIENT, "no route from this 'From' to this 'To'"),
    30004: TwilioCode(_K.RECIPIENT, "blocked by the phone or its carrier"),
    21614: TwilioCode(_K.LANDLINE, "not a mobile number"),
    21635: TwilioCode(_K.LANDLINE, "a landline"),
    30006: TwilioCode(_K.LANDLINE, "landline, or a carrier that takes no texts"),
    21610: TwilioCode(_K.OPTED_OUT, "unsubscribed recipient"),
    # The message.
    21602: TwilioCode(_K.CONTENT, "a body is required"),
    21605: TwilioCode(_K.CONTENT, "body too long"),
    21617: TwilioCode(_K.CONTENT, "body over 1,600 characters"),
    21619: TwilioCode(_K.CONTENT, "no body and no media"),
    30010: TwilioCode(_K.CONTENT, "price exceeds the maximum price"),
    30011: TwilioCode(_K.CONTENT, "media not supported"),
    30019: TwilioCode(_K.CONTENT, "content exceeds the carrier's size"),
    30036: TwilioCode(_K.EXPIRED, "validity period expired"),
    30007: TwilioCode(_K.FILTERED, "message filtered"),
    # The account, its credentials, the number or service, its registration.
    10001: TwilioCode(_K.SENDER, "account not active"),
    20003: TwilioCode(_K.SENDER, "authentication"),
    20005: TwilioCode(_K.SENDER, "account not active"),
    20404: TwilioCode(_K.SENDER, "no such account"),
    21212: TwilioCode(_K.SENDER, "invalid 'From' number"),
    21219: TwilioCode(_K.SENDER, "trial account: 'To' not verified"),
    21601: TwilioCode(_K.SENDER, "'From' cannot text"),
    21603: TwilioCode(_K.SENDER, "a 'From' is required"),
    21606: TwilioCode(_K.SENDER, "'From' cannot send texts"),
    21608: TwilioCode(_K.SENDER, "trial account: 'To' not verified"),
    21659: TwilioCode(_K.SENDER, "'From' is no number of Twilio's"),
    21660: TwilioCode(_K.SENDER, "'From' is of another account"),
    21661: TwilioCode(_K.SENDER, "'From' cannot text"),
    21701: TwilioCode(_K.SENDER, "no such messaging service"),
    21703: TwilioCode(_K.SENDER, "messaging service without numbers"),
    21705: TwilioCode(_K.SENDER, "invalid messaging service"),
    21712: TwilioCode(_K.SENDER, "number of another messaging service"),
    30002: TwilioCode(_K.SENDER, "account suspended"),
    30018: TwilioCode(_K.SENDER, "sender must be registered beforehand"),
    30024: TwilioCode(_K.SENDER, "sender not provisioned on the carrier"),
    30032: TwilioCode(_K.SENDER, "toll-free number not verified"),
    30033: TwilioCode(_K.SENDER, "10DLC campaign suspended"),
    30034: TwilioCode(_K.SENDER, "10DLC number not registered"),
    30035: TwilioCode(_K.SENDER, "10DLC number still being configured"),
    30037: TwilioCode(_K.SENDER, "outbound messaging disabled"),
    # What we ask for is wrong.
    20001: TwilioCode(_K.OUR_MISTAKE, "unknown parameters"),
    21502: TwilioCode(_K.OUR_MISTAKE, "invalid callback address: see CASELINE_PUBLIC_URL"),
    21604: TwilioCode(_K.OUR_MISTAKE, "a 'To' is required"),
    21609: TwilioCode(_K.OUR_MISTAKE, "invalid status callback: see CASELINE_PUBLIC_URL"),
    21624: TwilioCode(_K.OUR_MISTAKE, "invalid validity period"),
    21626: TwilioCode(_K.OUR_MISTAKE, "invalid status callback event"),
    30012: TwilioCode(_K.OUR_MISTAKE, "validity period too small"),
    30013: TwilioCode(_K.OUR_MISTAKE, "validity period too large"),
    # Limits of a day (until midnight, Pacific time) and of the account (a window that rolls).
    30023: TwilioCode(_K.DAILY_LIMIT, "10DLC daily message cap reached"),
    30027: TwilioCode(_K.DAILY_LIMIT, "10DLC T-Mobile daily limit reached"),
    60728: TwilioCode(_K.ACCOUNT_LIMIT, "account exceeded its hourly messages"),
    63038: TwilioCode(_K.ACCOUNT_LIMIT, "account exceeded its daily messages"),
    # What passes.
    14107: TwilioCode(_K.BUSY, "too many texts between two numbers"),
    20429: TwilioCode(_K.BUSY, "too many requests"),
    21611: TwilioCode(_K.BUSY, "'From' has too many texts queued"),
    30022: TwilioCode(_K.BUSY, "10DLC rate limits exceeded"),
    63017: TwilioCode(_K.BUSY, "rate limit exceeded"),
    63018: TwilioCode(_K.BUSY, "rate limit of the channel exceeded"),
    20500: TwilioCode(_K.TEMPORARY, "internal server error"),
    20503: TwilioCode(_K.TEMPORARY, "service unavailable"),
    21730: TwilioCode(_K.TEMPORARY, "under maintenance"),
    30001: TwilioCode(_K.TEMPORARY, "queue overflow"),
    30003: TwilioCode(_K.TEMPORARY, "phone off or out of reach"),
    30008: TwilioCode(_K.TEMPORARY, "unknown error at the carrier"),
    30017: TwilioCode(_K.TEMPORARY, "carrier network congestion"),
    30020: TwilioCode(_K.TEMPORARY, "internal failure with scheduling"),
    30021: TwilioCode(_K.TEMPORARY, "internal failure with the messaging service"),
    30410: TwilioCode(_K.TEMPORARY, "provider timeout"),
    30500: TwilioCode(_K.TEMPORARY, "internal error"),
}

_FIRST_OF_DELIVERY = 30000
"""Codes below are about what was asked for: the text was never on its way."""

_SAYS_NO = frozenset({_K.NO_SUCH_ADDRESS, _K.RECIPIENT, _K.CONTENT})


def failure(status: int, code: int | None) -> ProviderError:
    """The failure that an HTTP status and one of Twilio's codes stand for; unknown codes go by the status."""
    name = str(code or status)
    # A server error may carry any code, or none, and the message may have left; so may it after an odd 2xx or 3xx.
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderUnavailable(name, ambiguous=True)
    known = TWILIO_CODES.get(code or 0)
    if known is not None:
        meaning = MEANINGS[known.kind]
        return LimitReached(name, limit=meaning.limit) if meaning.limit else meaning.refused(name)
    if status < HTTPStatus.BAD_REQUEST:
        return ProviderUnavailable(name, ambiguous=True)
    return failure_by_status(status, name, UnknownRefusal)


def kind_of(code: str) -> FailureKind:
    """Whose trouble the ErrorCode of an undelivered or failed text is."""
    known = TWILIO_CODES.get(_number(code))
    return known.kind if known else FailureKind.UNKNOWN


def reason_of(code: str) -> NotSent:
    """Our name for a failure that a receipt reports."""
    kind = kind_of(code)
    refused = kind in _SAYS_NO and _number(code) < _FIRST_OF_DELIVERY
    return NotSent.REJECTED if refused else MEANINGS[kind].why


def name_of(code: str) -> str:
    """What Twilio calls it, in short; empty if it is not known."""
    known = TWILIO_CODES.get(_number(code))
    return known.name if known else ""


def _number(code: str) -> int:
    return int(code) if code.isascii() and code.isdigit() else 0
