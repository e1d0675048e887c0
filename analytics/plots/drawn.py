"""Draw a plot: Altair lays it out, vl-convert makes SVG of it, whose text stays text. No network is used."""

from __future__ import annotations

from html import escape

import vl_convert

from analytics.plots.canvas import Canvas
from analytics.plots.lines_drawn import draw_lines
from analytics.plots.look import PlotWidth, stylesheet
from analytics.plots.rows_drawn import draw_rows
from analytics.plots.shapes import LinesPlot, RowsPlot

NOWHERE: list[str] = []
"""From which addresses data may be fetched: all of ours is in the plot."""


def svg_of(plot: RowsPlot | LinesPlot, width: PlotWidth) -> str:
    """The drawing, for light and dark screens and for paper."""
    canvas = Canvas(width.pixels, plot.title)
    if isinstance(plot, RowsPlot):
        draw_rows(canvas, plot)
    else:
        draw_lines(canvas, plot)
    drawn = vl_convert.vegalite_to_svg(canvas.specification(), allowed_base_urls=NOWHERE)
    opening, rest = drawn.split(">", 1)
    named = f' role="img" aria-label="{escape(plot.title, quote=True)}"'
    return f"{opening}{named}>{stylesheet()}{rest}"
