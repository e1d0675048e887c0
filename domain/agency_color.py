"""An agency's color on its pages: how well text on it can be read, and which color near it can be read better.

Contrast is that of WCAG 2.2 (success criterion 1.4.3): 4.5:1 at least for text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor

LEAST_CONTRAST = 4.5
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
NIGHT = (0x23, 0x27, 0x2B)
"""The lightest ground of a page in the dark scheme (`--shade` in `api/static/page.css`)."""

Rgb = tuple[int, int, int]

_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_STEPS = 1000
"""A color is mixed with black or white in so many steps: finer than an eye sees, or eight bits hold."""


class PoorColor(ValueError):
    """Not a color, or one on which white text cannot be read; says what to take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyColor:
    """`by_day` stands behind white text and on white paper, `by_night` on dark paper; both as `#rrggbb`."""

    by_day: str
    by_night: str


def agency_color(text: str) -> AgencyColor:
    """The color as typed, with the tone for the dark scheme. Raises PoorColor."""
    rgb = _parsed(text)
    found = contrast(rgb, WHITE)
    if found < LEAST_CONTRAST:
        raise PoorColor(
            f"{spelled(rgb)} has a contrast of {shown(found)} with white, and text needs {LEAST_CONTRAST}:1."
            f" The nearest darker color that passes is {spelled(nearest_darker(rgb))}"
        )
    return AgencyColor(by_day=spelled(rgb), by_night=spelled(lighter_for_night(rgb)))


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_with_white(text: str) -> float:
    """Of a color that is typed as `#rrggbb`."""
    return contrast(_parsed(text), WHITE)


def shown(ratio: float) -> str:
    """Never rounded up: 4.49 is not 4.5:1."""
    return f"{floor(ratio * 10) / 10}:1"


def nearest_darker(rgb: Rgb) -> Rgb:
    """The color with as little black as white text needs; itself if it needs none."""
    return next(mixed for mixed in _towards(rgb, BLACK) if contrast(mixed, WHITE) >= LEAST_CONTRAST)


def lighter_for_night(rgb: Rgb) -> Rgb:
    """The color with as little white as it needs to be read on dark paper; itself if it needs none."""
    return next(mixed for mixed in _towards(rgb, WHITE) if contrast(mixed, NIGHT) >= LEAST_CONTRAST)


def spelled(rgb: Rgb) -> str:
    """As `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _parsed(text: str) -> Rgb:
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise PoorColor(f"{text!r} is not a color: write it as #rrggbb, such as #0b4f8a")
    red, green, blue = (int(part, 16) for part in match.groups())
    return red, green, blue


def _towards(rgb: Rgb, other: Rgb) -> list[Rgb]:
    return [_mixed(rgb, other, step / _STEPS) for step in range(_STEPS + 1)]


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(mine + (theirs - mine) * share) for mine, theirs in zip(one, other, strict=True))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(value / 255) for value in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
