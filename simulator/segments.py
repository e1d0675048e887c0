"""How many segments a text takes, as carriers count them (3GPP TS 23.038)."""

from __future__ import annotations

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENDED = frozenset("\f^{}\\[~]|€")
_SINGLE_GSM, _PART_GSM = 160, 153
_SINGLE_UCS, _PART_UCS = 70, 67


def segments(body: str) -> int:
    """Number of segments; no character (septet pair, surrogate pair) is cut in two."""
    if all(c in _GSM_7 or c in _GSM_7_EXTENDED for c in body):
        widths = [2 if c in _GSM_7_EXTENDED else 1 for c in body]
        return _parts(widths, single=_SINGLE_GSM, part=_PART_GSM)
    widths = [2 if ord(c) > 0xFFFF else 1 for c in body]
    return _parts(widths, single=_SINGLE_UCS, part=_PART_UCS)


def _parts(widths: list[int], *, single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    used, count = 0, 1
    for width in widths:
        if used + width > part:
            used, count = 0, count + 1
        used += width
    return count
