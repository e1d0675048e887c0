"""What Twilio's error codes mean to us (twilio.com/docs/api/errors)."""

from __future__ import annotations

from activities.providers.carrier import (
    NoMobilePhone,
    ProviderError,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
)

_MEANING: dict[int, type[ProviderError]] = {
    21211: RecipientRejected,  # not a phone number
    21214: RecipientRejected,  # number cannot be reached
    21217: RecipientRejected,  # not a valid number
    21265: RecipientRejected,  # a short code
    21408: RecipientRejected,  # region not enabled
    21610: RecipientOptedOut,
    21612: RecipientRejected,  # no route to this number
    21614: NoMobilePhone,
    21617: RecipientRejected,  # body too long
    21635: NoMobilePhone,  # landline
    20003: SenderRefused,  # wrong credentials
    20404: SenderRefused,  # no such account
    **dict.fromkeys((21212, 21606, 21659, 21660), SenderRefused),  # the sending number
    **dict.fromkeys((21701, 21703, 21705, 21712), SenderRefused),  # the messaging service
    **dict.fromkeys((14107, 20429, 30022), ProviderUnavailable),  # slow down
}

_BAD_REQUEST, _UNAUTHORISED, _FORBIDDEN, _TOO_MANY, _SERVER_ERROR = 400, 401, 403, 429, 500


def failure(status: int, code: int | None) -> ProviderError:
    """The failure that an HTTP status and a vendor code stand for; unknown codes go by HTTP class.

    The status is tested first: a server error may carry any code, or none, and the message may have left.
    """
    name = str(code or status)
    if status >= _SERVER_ERROR:
        return ProviderUnavailable(name, accepted_perhaps=True)
    if code in _MEANING:
        return _MEANING[code](name)
    if status == _TOO_MANY:
        return ProviderUnavailable(name)
    if status in (_UNAUTHORISED, _FORBIDDEN):
        return SenderRefused(name)
    return RecipientRejected(name) if status >= _BAD_REQUEST else ProviderUnavailable(name, accepted_perhaps=True)
