"""Numbers, dates and direction as a reader of each language expects them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.numbers import format_decimal

from domain.messages import RIGHT_TO_LEFT

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

_FARSI_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
_DIGITS: dict[str, dict[int, int]] = {"fa": _FARSI_DIGITS}
"""Farsi counts and dates in its own digits; Arabic readers of the Maghreb know only 0-9, so Arabic keeps those."""


def direction(language: str) -> str:
    """`rtl` or `ltr`, as the HTML attribute `dir` wants it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """A language as its own speakers call it: "Español"."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def isolate(value: str, language: str) -> str:
    """Keep a number, name or link from mixing with the right-to-left text around it (UAX 9, FSI and PDI)."""
    if language not in RIGHT_TO_LEFT:
        return value
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_DIRECTIONAL_ISOLATE}"


def format_number(value: int, language: str) -> str:
    """A count, with the separators and digits of the language."""
    return str(format_decimal(value, locale=language)).translate(_digits(language))


def format_date(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """The day of `moment` (aware) in the given zone: "November 21, 2026"."""
    day = babel_date(moment.astimezone(zone), format="long", locale=language)
    return day.translate(_digits(language))


def format_time(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """The time of `moment` (aware) in the given zone, to the minute: "3:45 PM", with plain spaces."""
    clock = babel_time(moment, format="short", tzinfo=zone, locale=language)
    return clock.replace("\u202f", " ").translate(_digits(language))


def _digits(language: str) -> dict[int, int]:
    return _DIGITS.get(language, {})
