"""Telephone numbers and email addresses in the one form in which they are kept, hashed and sent to."""

from __future__ import annotations

import phonenumbers
from phonenumbers import timezone

REGION = "US"
"""Where a number without a country code is taken to be."""

MOST_ZONES = 3
"""A number that may be at home in more zones than this (toll-free, satellite) says nothing about the hour."""

_NO_ZONE = "Etc/Unknown"

_NEVER_IN_EMAIL = frozenset('<>()[],;:\\"@')


def e164(phone: str) -> str:
    """The number as +12065550123. Raises ValueError that does not say it."""
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        raise ValueError("phone is not a telephone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("phone is not a telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def time_zones(number: str) -> tuple[str, ...]:
    """IANA names of the zones where this number (E.164) may be at home; none if it cannot be told."""
    found: tuple[str, ...] = timezone.time_zones_for_number(phonenumbers.parse(number))
    return found if len(found) <= MOST_ZONES and _NO_ZONE not in found else ()


def email_address(text: str) -> str:
    """The address in lower case. Raises ValueError that does not say it."""
    local, _, host = text.strip().rpartition("@")
    dotted = "." in host.strip(".") and not host.startswith(".")
    if not local or not dotted or any(c.isspace() or c in _NEVER_IN_EMAIL for c in local + host):
        raise ValueError("email is not an email address")
    return f"{local}@{host}".lower()
