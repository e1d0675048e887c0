"""The magic phone numbers: which recipient fails in which documented way.

All are +1 500 555 xxxx, the block of Twilio's own test numbers, so that invented people on 555-01xx never
collide with one. The last four digits say what happens: `1xxx` is refused with error 21xxx when created, `3xxx`
is accepted and fails with error 30xxx later, `5xxx` fails at HTTP level, `6xxx` does so only the first time or
two, `7xxx` has odd receipts, `8xxx` meets a limit of the account, `4xxx` is another kind of line. `000x` are Twilio's
own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hang(StrEnum):
    """A request that is never answered: did the message go out or not?"""

    BEFORE_ACCEPTING = "before_accepting"
    AFTER_ACCEPTING = "after_accepting"


class Receipts(StrEnum):
    """What becomes of the receipts of one message."""

    NORMAL = "normal"
    NONE = "none"
    ONLY_SENT = "only_sent"
    DOUBLED = "doubled"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiError:
    """A refusal as Twilio words it: HTTP status, its own code, a sentence."""

    status: int
    code: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule:
    """How one recipient behaves; the default is a mobile phone where everything goes well."""

    error: ApiError | None = None
    hang: Hang | None = None
    first_requests_only: int | None = None
    """`error` or `hang` befall only this many requests; None means all."""
    final_status: str = "delivered"
    error_code: int | None = None
    receipts: Receipts = Receipts.NORMAL
    line_type: str | None = "mobile"
    valid: bool = True


INVALID_TO = ApiError(status=400, code=21211, message="The 'To' number is not a valid phone number.")
INVALID_FROM = ApiError(status=400, code=21212, message="The 'From' number is not a valid phone number.")
NO_ROUTE = ApiError(status=400, code=21612, message="There is no route from this 'From' to this 'To' number.")
REGION = ApiError(status=400, code=21408, message="Messaging to this region is not enabled for the account.")
OPTED_OUT = ApiError(status=400, code=21610, message="The recipient has unsubscribed from this sender.")
NOT_MOBILE = ApiError(status=400, code=21614, message="The 'To' number is not a mobile number.")
TOO_LONG = ApiError(status=400, code=21617, message="The message body exceeds the 1600 character limit.")
UNHEARD_OF = ApiError(status=400, code=21999, message="An error that came up after this was written.")
LANDLINE = ApiError(status=400, code=21635, message="The 'To' number is a landline.")
NOT_OWNED = ApiError(status=400, code=21606, message="The 'From' number cannot send text messages.")
NOT_VALID = ApiError(status=400, code=21217, message="The phone number does not appear to be valid.")
BAD_CALLBACK = ApiError(status=400, code=21609, message="The StatusCallback URL is not a valid URL.")
QUEUE_FULL = ApiError(status=429, code=21611, message="The 'From' number has exceeded its queued messages.")
ACCOUNT_LIMIT = ApiError(status=429, code=63038, message="The account exceeded its daily messages limit.")
UNAUTHORIZED = ApiError(status=401, code=20003, message="Authentication error: no access with these credentials.")
SLOW_DOWN = ApiError(status=429, code=20429, message="Too many requests.")
INTERNAL = ApiError(status=500, code=20500, message="An internal server error has occurred.")
UNAVAILABLE = ApiError(status=503, code=20503, message="The service is unavailable. Please try again.")

DEFAULT_RULE = NumberRule()

RULES: dict[str, NumberRule] = {
    "+15005550001": NumberRule(error=INVALID_TO, valid=False),
    "+15005550002": NumberRule(error=NO_ROUTE),
    "+15005550003": NumberRule(error=REGION),
    "+15005550004": NumberRule(error=OPTED_OUT),
    "+15005550009": NumberRule(error=NOT_MOBILE, line_type="landline"),
    "+15005551211": NumberRule(error=INVALID_TO, valid=False),
    "+15005551217": NumberRule(error=NOT_VALID, valid=False),
    "+15005551408": NumberRule(error=REGION),
    "+15005551609": NumberRule(error=BAD_CALLBACK),
    "+15005551610": NumberRule(error=OPTED_OUT),
    "+15005551611": NumberRule(error=QUEUE_FULL),
    "+15005551614": NumberRule(error=NOT_MOBILE, line_type="landline"),
    "+15005551617": NumberRule(error=TOO_LONG),
    "+15005551635": NumberRule(error=LANDLINE, line_type="landline"),
    "+15005551999": NumberRule(error=UNHEARD_OF),
    "+15005553001": NumberRule(final_status="failed", error_code=30001),
    "+15005553002": NumberRule(final_status="failed", error_code=30002),
    "+15005553003": NumberRule(final_status="undelivered", error_code=30003),
    "+15005553004": NumberRule(final_status="undelivered", error_code=30004),
    "+15005553005": NumberRule(final_status="undelivered", error_code=30005),
    "+15005553006": NumberRule(final_status="undelivered", error_code=30006, line_type="landline"),
    "+15005553007": NumberRule(final_status="undelivered", error_code=30007),
    "+15005553008": NumberRule(final_status="undelivered", error_code=30008),
    "+15005553017": NumberRule(final_status="undelivered", error_code=30017),
    "+15005553022": NumberRule(final_status="undelivered", error_code=30022),
    "+15005553023": NumberRule(final_status="undelivered", error_code=30023),
    "+15005553027": NumberRule(final_status="undelivered", error_code=30027),
    "+15005553034": NumberRule(final_status="undelivered", error_code=30034),
    "+15005553036": NumberRule(final_status="undelivered", error_code=30036),
    "+15005553410": NumberRule(final_status="failed", error_code=30410),
    "+15005553500": NumberRule(final_status="failed", error_code=30500),
    "+15005553999": NumberRule(final_status="undelivered", error_code=30999),
    "+15005554001": NumberRule(error=LANDLINE, line_type="landline"),
    "+15005554002": NumberRule(line_type="nonFixedVoip"),
    "+15005554003": NumberRule(line_type="tollFree"),
    "+15005554004": NumberRule(line_type=None),
    "+15005555401": NumberRule(error=UNAUTHORIZED),
    "+15005555429": NumberRule(error=SLOW_DOWN),
    "+15005555500": NumberRule(error=INTERNAL),
    "+15005555503": NumberRule(error=UNAVAILABLE),
    "+15005555598": NumberRule(hang=Hang.AFTER_ACCEPTING),
    "+15005555599": NumberRule(hang=Hang.BEFORE_ACCEPTING),
    "+15005556038": NumberRule(error=ACCOUNT_LIMIT, first_requests_only=1),
    "+15005556429": NumberRule(error=SLOW_DOWN, first_requests_only=2),
    "+15005556500": NumberRule(error=INTERNAL, first_requests_only=1),
    "+15005556503": NumberRule(error=UNAVAILABLE, first_requests_only=2),
    "+15005556598": NumberRule(hang=Hang.AFTER_ACCEPTING, first_requests_only=1),
    "+15005556599": NumberRule(hang=Hang.BEFORE_ACCEPTING, first_requests_only=1),
    "+15005557001": NumberRule(receipts=Receipts.NONE),
    "+15005557002": NumberRule(receipts=Receipts.ONLY_SENT),
    "+15005557003": NumberRule(receipts=Receipts.DOUBLED),
    "+15005557004": NumberRule(receipts=Receipts.REORDERED),
    "+15005557610": NumberRule(final_status="undelivered", error_code=21610),
    "+15005558038": NumberRule(error=ACCOUNT_LIMIT),
    "+15005558138": NumberRule(final_status="failed", error_code=63038),
}
"""Recipients. A number that is not here is a mobile phone that receives everything."""

SENDERS: dict[str, ApiError] = {"+15005550001": INVALID_FROM, "+15005550007": NOT_OWNED}
"""Senders that are refused (Twilio's own test numbers)."""

ERROR_MESSAGES: dict[int, str] = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    21610: "Attempt to send to unsubscribed recipient",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30017: "Carrier network congestion",
    30022: "Rate limits exceeded",
    30023: "Daily message cap reached",
    30027: "Daily message limit of the carrier reached",
    30034: "Message from an unregistered number",
    30036: "Validity period expired",
    30410: "Provider timeout error",
    30500: "Internal error",
    63038: "Account exceeded the daily messages limit",
    30999: "An error that came up after this was written",
}
"""What `error_message` says for the code of a message that failed after it was accepted."""


def rule_for(number: str) -> NumberRule:
    """The rule of this recipient."""
    return RULES.get(number, DEFAULT_RULE)
