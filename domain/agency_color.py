"""An agency's color on its pages: how well text on it can be read, and which color near it can be read better.

Contrast is that of WCAG 2.2 (success criterion 1.4.3): 4.5:1 at least for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from math import floor

LEAST_CONTRAST = 4.5
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LEAST_AT_NIGHT = 6.0
"""More than must be: colored letters on dark paper tire the eye sooner."""
NIGHT = (0x23, 0x27, 0x2B)
"""The lightest ground of a page in the dark scheme (`--shade` in `api/static/page.css`)."""

Rgb = tuple[int, int, int]

_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_STEPS = 1000
"""A color gets darker or lighter in so many steps: finer than an eye sees, or eight bits hold."""


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
    """The same hue, as little darker as white text needs; itself if it needs none."""
    return next(each for each in _of_lightness(rgb, BLACK) if contrast(each, WHITE) >= LEAST_CONTRAST)


def lighter_for_night(rgb: Rgb) -> Rgb:
    """The same hue, as little lighter as dark paper needs; itself if it needs none."""
    return next(each for each in _of_lightness(rgb, WHITE) if contrast(each, NIGHT) >= LEAST_AT_NIGHT)


def spelled(rgb: Rgb) -> str:
    """As `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _parsed(text: str) -> Rgb:
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise PoorColor(f"{text!r} is not a color: write it as #rrggbb, such as #0b4f8a")
    red, green, blue = (int(part, 16) for part in match.groups())
    return red, green, blue


def _of_lightness(rgb: Rgb, end: Rgb) -> Iterator[Rgb]:
    """The color itself, then ever nearer to black or white with the same hue and saturation (HLS)."""
    yield rgb
    hue, lightness, saturation = rgb_to_hls(*(value / 255 for value in rgb))
    goal = end[0] / 255
    for step in range(1, _STEPS + 1):
        mixed = hls_to_rgb(hue, lightness + (goal - lightness) * step / _STEPS, saturation)
        red, green, blue = (round(value * 255) for value in mixed)
        yield red, green, blue


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(value / 255) for value in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
