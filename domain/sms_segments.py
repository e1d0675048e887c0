"""How many segments a text message takes: GSM-7 or UCS-2, as carriers count them (3GPP TS 23.038)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Encoding(StrEnum):
    """The two alphabets of a text message; one character outside GSM-7 turns the whole message to UCS-2."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCount:
    """What a carrier bills: `units` are septets (GSM-7) or 16-bit words (UCS-2), `characters` code points."""

    encoding: Encoding
    segments: int
    characters: int
    units: int


GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each of these takes two septets: an escape and the character."""
_GSM = GSM_BASIC | GSM_EXTENDED

ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
JOINED = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
"""A message of several parts gives up room in each for the header that joins them again."""

_TYPOGRAPHY = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "…": "...",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
    }
)


def segments(text: str) -> SegmentCount:
    """Count the parts `text` is sent in; an escape or a surrogate pair is never split over two parts."""
    encoding = encoding_of(text)
    units = _units(text, encoding)
    if units <= ALONE[encoding]:
        parts = min(units, 1)
    elif units == len(text):
        parts = -(-units // JOINED[encoding])
    else:
        parts = _parts((_width(character, encoding) for character in text), JOINED[encoding])
    return SegmentCount(encoding=encoding, segments=parts, characters=len(text), units=units)


def encoding_of(text: str) -> Encoding:
    """GSM-7 when every character has a place there, else UCS-2."""
    return Encoding.GSM_7 if set(text) <= _GSM else Encoding.UCS_2


def outside_gsm(text: str) -> tuple[str, ...]:
    """The characters that turn a text to UCS-2, each once, in the order of the text."""
    return tuple(dict.fromkeys(character for character in text if character not in _GSM))


def plain_typography(text: str) -> str:
    """Curly quotes, long dashes and hard spaces as their plain forms: same sense, half the price."""
    return text.translate(_TYPOGRAPHY)


def _units(text: str, encoding: Encoding) -> int:
    """The widths of all characters together."""
    if encoding is Encoding.GSM_7:
        return len(text) + sum(map(text.count, GSM_EXTENDED))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if character in GSM_EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1


def _parts(widths: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
