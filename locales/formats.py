"""Numbers, names of languages and direction as a reader of each language expects them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_decimal

from domain.messages import RIGHT_TO_LEFT

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"
_ISOLATED = re.compile("\u2068([^\u2069]*)\u2069")

_FARSI_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
_DIGITS: dict[str, dict[int, int]] = {"fa": _FARSI_DIGITS}
"""Farsi counts and dates in its own digits; Arabic readers of the Maghreb know only 0-9, so Arabic keeps those."""
_NUMBERS_OF = {"es": "es_US"}
"""Readers of Spanish in the United States write 1,234; to Spain that is little more than one."""


@cache
def locale_of(tag: str) -> Locale:
    """What Babel knows of a language of ours; from a tag it would find that out each time."""
    return Locale.parse(tag)


def direction(language: str) -> str:
    """`rtl` or `ltr`, as the HTML attribute `dir` wants it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """A language as its own speakers call it: "Español"."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def name_in(language: str, reader: str) -> str:
    """A language as readers of another one call it: "Spanish" in English; the tag itself if it has no name there."""
    name = Locale.parse(language, sep="-").get_display_name(reader) or language
    return name[:1].upper() + name[1:]


def isolate(value: str, language: str) -> str:
    """Keep a number, name or link from mixing with the right-to-left text around it (UAX 9, FSI and PDI)."""
    if language not in RIGHT_TO_LEFT:
        return value
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_DIRECTIONAL_ISOLATE}"


def openings(text: str, language: str) -> tuple[str, ...]:
    """A text message as a phone is to set it: a phone takes its direction from the first letter, which is a Latin one
    where the agency's name is. So one in Arabic or Farsi begins with a mark; the last form costs no character for it,
    since marks stand around the name instead of isolates (which also keep apart what is inside it).
    """
    if language not in RIGHT_TO_LEFT:
        return (text,)
    name, closed, rest = text.removeprefix(FIRST_STRONG_ISOLATE).partition(POP_DIRECTIONAL_ISOLATE)
    named = closed and text.startswith(FIRST_STRONG_ISOLATE)
    marked = RIGHT_TO_LEFT_MARK + text
    return (marked, f"{RIGHT_TO_LEFT_MARK}{name}{LEFT_TO_RIGHT_MARK}{rest}") if named else (marked,)


def with_marks(line: str) -> str:
    """The same line for the subject of an email, where some programs show isolates as boxes.

    A mark on both sides holds a number or a Latin name together; what has letters of its own direction needs none.
    """
    return _ISOLATED.sub(_marked, line)


def _marked(isolated: re.Match[str]) -> str:
    value = isolated[1]
    is_rtl = any(unicodedata.bidirectional(character) in ("R", "AL") for character in value)
    return value if is_rtl else f"{LEFT_TO_RIGHT_MARK}{value}{LEFT_TO_RIGHT_MARK}"


@lru_cache(maxsize=1024)
def format_number(value: int, language: str) -> str:
    """A count, with the separators and digits of the language. The same few minutes and days are told of every call."""
    locale = locale_of(_NUMBERS_OF.get(language, language))
    return with_own_digits(str(format_decimal(value, locale=locale)), language)


def with_own_digits(written: str, language: str) -> str:
    """What was written with 0-9, in the digits that the language counts and dates in."""
    return written.translate(_DIGITS.get(language, {}))
