"""Draws a funnel plot: how far each is from what is expected, against how many of their calls are compared.

Every peer is a dot without a name; between the lines chance alone explains nearly all of them. It has one color, that
of the page's letters, so that nothing looks like a warning; the own dot is a ring, which is put on for one reader.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analytics.coaching.comparing import PeerComparison
from analytics.not_installed import library

WIDTH, HEIGHT = 460, 310
LEFT, RIGHT, TOP, BOTTOM = 48, 14, 14, 42
LETTERS = 16
"""The page's stylesheet lets them grow with its own letters. What the axes mean, the page says beside them."""
FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"

INK = "#1b1b1b"
"""Becomes the color of the letters around it, on light and on dark ground."""

_LEAST_REACH = 0.2
_Z = 1.96
"""Between the lines are 95 of 100, if chance alone moves them."""


_SPOKEN = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
"""What would read each dot aloud; a table beside the plot says what counts."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the axes reach to."""

    most: int
    reach: float

    def place(self, each: PeerComparison) -> tuple[float, float]:
        """Of its dot, in pixels."""
        x = LEFT + each.compared / self.most * (WIDTH - LEFT - RIGHT)
        y = TOP + (self.reach - each.difference) / (2 * self.reach) * (HEIGHT - TOP - BOTTOM)
        return x, y


def funnel(peers: Sequence[PeerComparison]) -> str:
    """The plot of all, as SVG with no words in it. Raises NotInstalled."""
    vl_convert = library("vl_convert")
    drawn: str = vl_convert.vegalite_to_svg(_specification(peers))
    return _SPOKEN.sub("", drawn).replace(INK, "currentColor")


def with_own_dot(drawn: str, peers: Sequence[PeerComparison], own: PeerComparison, name: str) -> str:
    """The plot with a ring around one, and the name that who cannot see it hears."""
    x, y = _frame(peers).place(own)
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="currentColor" stroke-width="2.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="currentColor"/>'
    )
    begins = f'<svg role="img" aria-label="{escape(name)}" '
    return begins + drawn.replace("</svg>", f"{ring}</svg>").removeprefix("<svg ")


def _frame(peers: Sequence[PeerComparison]) -> _Frame:
    furthest = max((abs(each.difference) for each in peers), default=0)
    most = max((each.compared for each in peers), default=1)
    return _Frame(most=math.ceil(most * 1.05 / 10) * 10, reach=max(_LEAST_REACH, math.ceil(furthest * 10 + 0.5) / 10))


def _specification(peers: Sequence[PeerComparison]) -> dict[str, Any]:
    altair = library("altair")
    frame = _frame(peers)
    # In the order of their places: that of ids would tell who is who.
    places = sorted((each.compared, each.difference) for each in peers)
    dots = [{"calls": compared, "difference": difference} for compared, difference in places]
    x = altair.X(
        "calls:Q",
        title=None,
        scale=altair.Scale(domain=[0, frame.most], nice=False),
        axis=altair.Axis(tickCount=5, labelPadding=9, labelFlush=False),
    )
    y = altair.Y(
        "difference:Q",
        title=None,
        scale=altair.Scale(domain=[-frame.reach, frame.reach], nice=False),
        axis=altair.Axis(labelExpr="datum.value ? format(100 * datum.value, '+.0f') : '0'", tickCount=7),
    )
    data = altair.InlineData(values=dots)
    layers = [
        altair.Chart(altair.InlineData(values=[{"difference": 0}])).mark_rule(color=INK, size=1).encode(y=y),
        *(_edge(altair, x, y, frame, _spread(peers), side) for side in (-1, 1)),
        altair.Chart(data).mark_point(filled=True, size=40, color=INK, opacity=0.35).encode(x=x, y=y),
    ]
    chart = altair.layer(*layers).properties(
        width=WIDTH - LEFT - RIGHT,
        height=HEIGHT - TOP - BOTTOM,
        padding={"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        background="transparent",
        autosize=altair.AutoSizeParams(type="none"),
    )
    look = {f"{part}Color": INK for part in ("label", "tick", "domain")}
    sizes = {"labelFontSize": LETTERS, "labelFont": FONT, "grid": False}
    made: dict[str, Any] = chart.configure_view(stroke=None).configure_axis(**look, **sizes).to_dict(validate=False)
    return made


def _spread(peers: Sequence[PeerComparison]) -> float:
    """The standard deviation of one call, as expected on average."""
    shares = [each.expected for each in peers]
    mean = sum(shares) / len(shares) if shares else 0.5
    return math.sqrt(mean * (1 - mean))


def _edge(altair: Any, x: Any, y: Any, frame: _Frame, spread: float, side: int) -> Any:
    numbers = [frame.most * step / 60 for step in range(1, 61)]
    points = [{"calls": calls, "difference": side * _Z * spread / math.sqrt(calls)} for calls in numbers]
    seen = [each for each in points if abs(each["difference"]) <= frame.reach]
    line = altair.Chart(altair.InlineData(values=seen)).mark_line(color=INK, strokeDash=[5, 4], size=1.5)
    return line.encode(x=x, y=y)
