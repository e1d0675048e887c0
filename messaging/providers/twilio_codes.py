"""What Twilio's error codes mean (twilio.com/docs/api/errors): when a text is created, and in its receipts."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from domain.delivery import NotSent, Standing
from messaging.providers.base import (
    MessageRefused,
    NoMobilePhone,
    ProviderBusy,
    ProviderError,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
    failure_by_status,
)

_MEANING: dict[int, type[ProviderError]] = {
    21211: RecipientRejected,  # not a phone number
    21214: RecipientRejected,  # number cannot be reached
    21217: RecipientRejected,  # not a valid number
    21265: RecipientRejected,  # a short code
    21408: MessageRefused,  # region not enabled
    21610: RecipientOptedOut,
    21612: MessageRefused,  # no route to this number
    21614: NoMobilePhone,
    21617: MessageRefused,  # body too long
    21635: NoMobilePhone,  # landline
    20003: SenderRefused,  # wrong credentials
    20404: SenderRefused,  # no such account
    **dict.fromkeys((21212, 21606, 21659, 21660), SenderRefused),  # the sending number
    **dict.fromkeys((21701, 21703, 21705, 21712), SenderRefused),  # the messaging service
    **dict.fromkeys((14107, 20429, 30022), ProviderBusy),  # slow down
}


def failure(status: int, code: int | None) -> ProviderError:
    """The failure that an HTTP status and one of Twilio's codes stand for; unknown codes go by the status."""
    name = str(code or status)
    # A server error may carry any code, or none, and the message may have left; so may it after an odd 2xx or 3xx.
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderUnavailable(name, ambiguous=True)
    if code in _MEANING:
        return _MEANING[code](name)
    if status < HTTPStatus.BAD_REQUEST:
        return ProviderUnavailable(name, ambiguous=True)
    return failure_by_status(status, name, RecipientRejected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code in a receipt says of the text. `alarm_at`: so many in a short time are trouble with the sender."""

    standing: Standing
    why: NotSent = NotSent.UNDELIVERED
    about_the_message: bool = False
    alarm_at: int = 1


UNKNOWN_FAILURE = Meaning(standing=Standing.PERMANENT)
"""Twilio has given up and we do not know the reason: another channel, or a person, must take over."""

_FINAL = Meaning(standing=Standing.PERMANENT)
_PASSING = Meaning(standing=Standing.TEMPORARY)
_LANDLINE = Meaning(standing=Standing.PERMANENT, why=NotSent.LANDLINE)
_SENDER = Meaning(standing=Standing.SENDER_WIDE, why=NotSent.SENDER_REFUSED)

_IN_RECEIPTS: dict[int, Meaning] = {
    30001: _PASSING,  # more in the queue than the sender may send
    30002: _SENDER,  # the account is suspended
    30003: _PASSING,  # the phone is off or out of reach
    30004: _FINAL,  # the phone or its carrier refuses messages like this
    30005: _FINAL,  # the number is not in use
    30006: _LANDLINE,  # or a carrier that takes no texts
    30007: Meaning(standing=Standing.SENDER_WIDE, alarm_at=5),  # filtered: one text, or everything we send
    30008: _PASSING,  # unknown
    30032: _SENDER,  # a toll-free number that is not verified
    30034: _SENDER,  # a number that is not registered for 10DLC
    30036: Meaning(standing=Standing.PERMANENT, why=NotSent.STALE),  # its ValidityPeriod is over
}

_LIKE_CREATED: tuple[tuple[type[ProviderError], Meaning], ...] = (
    (RecipientOptedOut, Meaning(standing=Standing.OPTED_OUT, why=NotSent.OPTED_OUT)),
    (NoMobilePhone, _LANDLINE),
    (MessageRefused, Meaning(standing=Standing.PERMANENT, why=NotSent.REJECTED, about_the_message=True)),
    (RecipientRejected, Meaning(standing=Standing.PERMANENT, why=NotSent.REJECTED)),
    (SenderRefused, _SENDER),
    (ProviderUnavailable, _PASSING),
)
"""A messaging service accepts first and looks afterwards: then a code of creation comes in a receipt."""


def reported(code: str) -> Meaning:
    """What the ErrorCode of an undelivered or failed text means."""
    number = int(code) if code.isascii() and code.isdigit() else 0
    kind = _MEANING.get(number)
    if kind is None:
        return _IN_RECEIPTS.get(number, UNKNOWN_FAILURE)
    return next(meaning for like, meaning in _LIKE_CREATED if issubclass(kind, like))
