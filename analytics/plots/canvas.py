"""A drawing in pixels from the top left: what is put on it becomes five layers of Altair, from bars up to words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from analytics.plots.look import FONT, INK, LINE, PAPER, TEXT, TITLE, wrapped

MARGIN = 10.0

Marks = list[dict[str, Any]]


class Canvas:
    """Collects marks; `top` is how far down it is filled. `left` and `right` are where rows begin and end."""

    def __init__(self, width: int, title: str) -> None:
        self.width = width
        self.left, self.right = MARGIN, width - MARGIN
        self.top = MARGIN
        self._boxes: Marks = []
        self._rules: Marks = []
        self._lines: Marks = []
        self._dots: Marks = []
        self._words: Marks = []
        for line in wrapped(title, TITLE, self.right - self.left, bold=True):
            self.words(self.left, self.top + TITLE, line, size=TITLE, bold=True)
            self.top += TITLE * LINE
        self.top += 8

    def words(
        self, x: float, y: float, said: str, *, size: int = TEXT, bold: bool = False, align: str = "left"
    ) -> None:
        """Words whose line stands at `y`."""
        weight = "bold" if bold else "normal"
        mark = {"x": x, "y": y, "said": said, "size": size, "color": INK, "weight": weight, "align": align}
        self._words.append(mark)

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A bar."""
        self._boxes.append({"x": x, "y": y, "x2": x + width, "y2": y + height, "color": color})

    def rule(self, begin: tuple[float, float], end: tuple[float, float], color: str, *, thick: float) -> None:
        """A straight line."""
        (x, y), (x2, y2) = begin, end
        self._rules.append({"x": x, "y": y, "x2": x2, "y2": y2, "color": color, "thick": thick})

    def line(self, points: Sequence[tuple[float, float]], color: str, *, thick: float, dashed: bool) -> None:
        """A line through these points."""
        shared = {"color": color, "thick": thick, "dashes": [7, 3] if dashed else [1, 0], "line": len(self._lines)}
        self._lines.extend({"x": x, "y": y, "n": n, **shared} for n, (x, y) in enumerate(points))

    def dot(self, x: float, y: float, color: str, *, size: float = 90) -> None:
        """A round one."""
        self._dots.append({"x": x, "y": y, "color": color, "size": size})

    def specification(self) -> dict[str, Any]:
        """Of the whole, in Vega-Lite."""
        height = self.top + MARGIN
        x = alt.X("x:Q", axis=None, scale=_scale(self.width))
        y = alt.Y("y:Q", axis=None, scale=_scale(height))
        to = {"x2": "x2:Q", "y2": "y2:Q"}
        layers: list[tuple[Marks, alt.Chart, dict[str, Any]]] = [
            (self._boxes, _chart_of(self._boxes).mark_rect(), to),
            (self._rules, _chart_of(self._rules).mark_rule(), to | {"size": _as_it_is(alt.Size, "thick:Q")}),
            (self._lines, _chart_of(self._lines).mark_line(strokeJoin="round"), _LINE),
            (self._dots, _chart_of(self._dots).mark_point(filled=True, opacity=1), _DOT),
        ]
        charts = [chart.encode(x=x, y=y, color=_COLOR, **more) for marks, chart, more in layers if marks]
        charts.extend(self._words_by_style(x, y))
        chart = alt.layer(*charts).properties(
            width=self.width, height=height, padding=0, background=PAPER, autosize=alt.AutoSizeParams(type="none")
        )
        made: dict[str, Any] = chart.configure_view(stroke=None).to_dict(validate=False)
        return made

    def _words_by_style(self, x: alt.X, y: alt.Y) -> list[alt.Chart]:
        """How heavy and from where they are set cannot come from the data."""
        styles = sorted({(each["weight"], each["align"]) for each in self._words})
        return [
            _chart_of([each for each in self._words if (each["weight"], each["align"]) == (weight, align)])
            .mark_text(align=align, baseline="alphabetic", font=FONT, fontWeight=weight, limit=0)
            .encode(x=x, y=y, text="said:N", color=_COLOR, size=_as_it_is(alt.Size, "size:Q"))
            for weight, align in styles
        ]


def _chart_of(data: Marks) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=data))


def _scale(pixels: float) -> alt.Scale:
    return alt.Scale(domain=[0, pixels], range=[0, pixels], zero=False, nice=False)


def _as_it_is(channel: Any, field: str) -> Any:
    """The data say it in the drawing's own terms."""
    return channel(field, scale=None, legend=None)


_COLOR = _as_it_is(alt.Color, "color:N")
_DOT = {"size": _as_it_is(alt.Size, "size:Q")}
_LINE = {
    "order": "n:Q",
    "detail": "line:N",
    "size": _as_it_is(alt.Size, "thick:Q"),
    "strokeDash": _as_it_is(alt.StrokeDash, "dashes:N"),
}
