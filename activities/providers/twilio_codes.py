"""What Twilio's error codes mean to us (twilio.com/docs/api/errors)."""

from __future__ import annotations

from activities.providers.carrier import (
    ProviderError,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
)

_OPTED_OUT = frozenset({21610})

_REJECTED = frozenset(
    {
        21211,  # not a phone number
        21214,  # number cannot be reached
        21217,  # not a valid number
        21265,  # a short code
        21408,  # region not enabled
        21614,  # not a mobile number
        21617,  # body too long
        21635,  # landline
    }
)

_SENDER = frozenset({20003, 20404, 21212, 21606, 21659, 21660, 21701, 21703, 21705, 21712})

_SLOW_DOWN = frozenset({429, 20429, 14107, 30022})

_BAD_REQUEST, _UNAUTHORISED, _FORBIDDEN, _TOO_MANY, _SERVER_ERROR = 400, 401, 403, 429, 500


def failure(status: int, code: int | None) -> ProviderError:
    """The failure that an HTTP status and a vendor code stand for; unknown codes go by HTTP class.

    The status is tested first: a server error may carry any code, or none.
    """
    name = str(code or status)
    if status >= _SERVER_ERROR:
        return ProviderUnavailable(name, accepted_perhaps=True)
    if status == _TOO_MANY or code in _SLOW_DOWN:
        return ProviderUnavailable(name)
    if status in (_UNAUTHORISED, _FORBIDDEN) or code in _SENDER:
        return SenderRefused(name)
    if code in _OPTED_OUT:
        return RecipientOptedOut(name)
    if code in _REJECTED or status >= _BAD_REQUEST:
        return RecipientRejected(name)
    return ProviderUnavailable(name, accepted_perhaps=True)
