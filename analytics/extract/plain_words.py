"""What may be a word in an extract: codes of ours and CAD's, without what was written behind them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.delivery import NotSent

_REASONS = frozenset(NotSent)


def reason_code(reason: str) -> str:
    """Of a message: its `domain.delivery.NotSent`, without the provider's code behind it; "other" for what is none."""
    code = reason.partition(":")[0]
    return code if not code or code in _REASONS else "other"


class ConsentWay(StrEnum):
    """By which way a person said what they allow."""

    REPLY = "reply"
    """They texted back."""
    PAGE = "page"
    """In the portal."""
    EMAIL = "email"
    """By the link or the button of an email."""
    PROVIDER = "provider"
    """They told Twilio or SendGrid, or marked an email as unwelcome."""
    STAFF = "staff"
    OTHER = "other"


_WAYS: Mapping[str, ConsentWay] = {
    "text": ConsentWay.REPLY,
    "portal": ConsentWay.PAGE,
    "email": ConsentWay.EMAIL,
    "twilio": ConsentWay.PROVIDER,
    "sendgrid": ConsentWay.PROVIDER,
    "staff": ConsentWay.STAFF,
}


def consent_way(how: str) -> ConsentWay:
    """Of `Consent.how`, as "text: keyword" or "twilio undelivered 21610": only the way."""
    first = how.replace(":", " ").split(maxsplit=1)
    return _WAYS.get(first[0] if first else "", ConsentWay.OTHER)
