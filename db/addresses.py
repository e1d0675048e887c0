"""Telephone numbers and email addresses in the one form in which they are kept, hashed and sent to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberType, timezone

from domain.placeholders import is_placeholder_email, is_placeholder_number

REGION = "US"
"""Where a number without a country code is taken to be."""

TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})
"""Regions of the numbering plan that are in the United States."""

_NEVER_TEXTED = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)
_TEST_NUMBERS = "+1500555"
"""Twilio's own test numbers, in a block of personal numbers."""
_NO_COUNTRY = "001"
"""Satellites and international networks, as `phonenumbers` calls them."""

_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")

MOST_ZONES = 3
"""A number that may be at home in more zones than this (toll-free, satellite) says nothing about the hour."""

_NO_ZONE = "Etc/Unknown"
_EXTENSION = ";ext="


class UnusableAddress(ValueError):
    """A text that is no address of a person. `detail` says why, and never what was typed."""

    def __init__(self, what: str, detail: str) -> None:
        self.detail = detail
        super().__init__(f"{what} {detail}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """A telephone number, E.164, and the extension behind it: digits, empty if there is none."""

    number: str
    extension: str = ""

    def __str__(self) -> str:
        """As it is kept: +12065550123, or +12065550123;ext=412 [RFC 3966]."""
        return f"{self.number}{_EXTENSION}{self.extension}" if self.extension else self.number

    @classmethod
    def kept(cls, text: str) -> Self:
        """From how one is kept."""
        number, _, extension = text.partition(_EXTENSION)
        return cls(number=number, extension=extension)

    def shown(self) -> str:
        """For people to read and dial: +1 206-555-0123 ext. 412."""
        parsed = phonenumbers.parse(str(self))
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def telephone(text: str) -> Telephone:
    """The number, if a person can be called by it. Raises UnusableAddress."""
    try:
        parsed = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise UnusableAddress("phone", "is not a telephone number") from None
    if not phonenumbers.is_possible_number(parsed):
        raise UnusableAddress("phone", "is not a telephone number")
    national = phonenumbers.national_significant_number(parsed)
    if is_placeholder_number(parsed.country_code or 0, national):
        raise UnusableAddress("phone", "is a placeholder")
    if not phonenumbers.is_valid_number(parsed):
        raise UnusableAddress("phone", "is not a telephone number")
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if is_special(number):
        raise UnusableAddress("phone", "is a premium-rate, satellite or other special number")
    return Telephone(number=number, extension=parsed.extension or "")


def is_special(number: str) -> bool:
    """True of a number (E.164) that costs who texts it, or pays its owner: it is no person's phone."""
    parsed = _parsed(number)
    special = phonenumbers.region_code_for_number(parsed) == _NO_COUNTRY
    costly = phonenumbers.number_type(parsed) in _NEVER_TEXTED
    return special or (costly and not number.startswith(_TEST_NUMBERS))


def country_of(number: str) -> str:
    """The country of a number (E.164), ISO 3166-1, as "US": +1 is many countries. Empty if it cannot be told."""
    region = phonenumbers.region_code_for_number(_parsed(number)) or ""
    return REGION if region in TERRITORIES else region


def has_extension(kept: str) -> bool:
    """True of a number as `Telephone` is kept: staff can dial it, and no text reaches it."""
    return _EXTENSION in kept


def e164(phone: str) -> str:
    """The number as +12065550123, without an extension. Raises UnusableAddress."""
    return telephone(phone).number


def time_zones(number: str) -> tuple[str, ...]:
    """IANA names of the zones where this number (E.164) may be at home; none if it cannot be told."""
    found: tuple[str, ...] = timezone.time_zones_for_number(_parsed(number))
    return found if len(found) <= MOST_ZONES and _NO_ZONE not in found else ()


def _parsed(number: str) -> PhoneNumber:
    """A number (E.164) as `phonenumbers` has it: what one of North America is can be seen, and is most of the cost."""
    if _NORTH_AMERICAN.fullmatch(number):
        return PhoneNumber(country_code=1, national_number=int(number[2:]))
    return phonenumbers.parse(number)


def email_address(text: str) -> str:
    """The address in lower case. Raises UnusableAddress."""
    try:
        # "Test environment" lets .test through, where people are invented for try-outs [RFC 2606]. SendGrid takes
        # mailboxes in ASCII only, and a domain in any script by its ASCII name.
        checked = validate_email(text.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        raise UnusableAddress("email", "is not an email address") from None
    local, host = checked.local_part.lower(), checked.ascii_domain.lower()
    if "." not in host:
        raise UnusableAddress("email", "is not an email address")
    if is_placeholder_email(local, host):
        raise UnusableAddress("email", "is a placeholder")
    return f"{local}@{host}"
