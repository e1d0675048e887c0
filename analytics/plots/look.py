"""How plots look: the colors of the pages, on light and on dark ground, two widths, and how wide words are about."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from enum import StrEnum

INK, PAPER, ACCENT, SOFT, GREY = "#1b1b1b", "#ffffff", "#0b4f8a", "#5b8fc0", "#757b81"
"""As api/static/page.css has them; SOFT is for the lighter of two bars. Each but PAPER is 3 : 1 on it or more."""

DARK: Mapping[str, str] = {INK: "#f2f2f2", PAPER: "#16181a", ACCENT: "#8ec5ff", SOFT: "#5f93c4", GREY: "#8b9299"}
"""What takes the place of each on a screen whose reader wants a dark ground; paper is white."""

FONT = "system-ui, 'Noto Sans', 'Noto Naskh Arabic', 'DejaVu Sans', sans-serif"
TITLE, TEXT, SMALL = 17, 15, 13
"""Sizes of letters in pixels."""
LINE = 1.35


class PlotWidth(StrEnum):
    """Of the screen that it is drawn for."""

    WIDE = "wide"
    NARROW = "narrow"

    @property
    def pixels(self) -> int:
        """Of the drawing."""
        return 560 if self is PlotWidth.WIDE else 340


def words_width(words: str, size: int, *, bold: bool = False) -> float:
    """About how wide they are in pixels, rather too much: the reader's font is not known, and DejaVu is wide."""
    return len(words) * size * (0.68 if bold else 0.6)


def wrapped(words: str, size: int, pixels: float, *, bold: bool = False) -> list[str]:
    """Lines that fit into so many pixels; a word is never cut."""
    most = max(8, int(pixels / words_width("x", size, bold=bold)))
    return textwrap.wrap(words, most, break_long_words=False, break_on_hyphens=False) or [""]


def stylesheet() -> str:
    """What makes a drawing dark where its reader's screen is."""
    rules = "".join(
        f'[{what}="{light}"]{{{what}:{dark}}}' for light, dark in DARK.items() for what in ("fill", "stroke")
    )
    return f"<style>@media screen and (prefers-color-scheme:dark){{{rules}}}</style>"
