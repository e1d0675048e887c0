"""Draw lines over time, each with its name at its end, above an axis that begins at zero."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from analytics.plots.canvas import Canvas
from analytics.plots.look import ACCENT, GREY, SMALL, SOFT, words_width, wrapped
from analytics.plots.shapes import LinesPlot, PlotLine

HEIGHT = 190.0
APART = SMALL * 1.3
"""From one line of words to the next."""


def draw_lines(canvas: Canvas, plot: LinesPlot) -> None:
    """Below what the canvas has."""
    drawing = _Drawing(canvas, plot)
    drawing.axes()
    # What was before lies under what is now.
    for line in sorted(plot.lines, key=lambda each: not each.is_before):
        drawing.line(line)
    drawing.names()
    canvas.top = drawing.bottom + SMALL * 1.8


class _Drawing:
    """Scales and the places of names."""

    def __init__(self, canvas: Canvas, plot: LinesPlot) -> None:
        self.canvas, self.plot = canvas, plot
        most = (canvas.right - canvas.left) * 0.3
        self.named = [
            (each, wrapped(each.words, SMALL, most, bold=True)) for each in plot.lines if _last(each) is not None
        ]
        room = max((words_width(line, SMALL, bold=True) for _, lines in self.named for line in lines), default=0)
        self.top = canvas.top + SMALL * 1.4
        self.bottom = self.top + HEIGHT
        upright = [words_width(tick.words, SMALL) for tick in plot.y_ticks[1:-1]]
        self.left = canvas.left + (max(upright) + 6 if upright else 0)
        self.right = canvas.right - room - 10
        self.places = max((len(each.values) for each in plot.lines), default=1)
        self.most = max([tick.at for tick in plot.y_ticks] + [1e-9])

    def x(self, place: float) -> float:
        """Of the value with this number."""
        return self.left + (self.right - self.left) * place / max(self.places - 1, 1)

    def y(self, value: float) -> float:
        """Of a value."""
        return self.bottom - (self.bottom - self.top) * value / self.most

    def axes(self) -> None:
        """Few ticks: the numbers stand on their lines, the times below."""
        canvas = self.canvas
        for tick in self.plot.y_ticks:
            y = self.y(tick.at)
            canvas.rule((self.left, y), (self.right, y), GREY, thick=1 if tick.at == 0 else 0.5)
            if tick is self.plot.y_ticks[-1]:
                canvas.words(canvas.left, y - 5, tick.words, size=SMALL)  # with its unit, above its line
            elif tick.at:
                canvas.words(self.left - 6, y + 4, tick.words, size=SMALL, align="right")
        taken = 0.0
        for tick in self.plot.x_ticks:
            x, width = self.x(tick.at), words_width(tick.words, SMALL)
            begins = min(max(x - width / 2, canvas.left), canvas.right - width)
            canvas.rule((x, self.bottom), (x, self.bottom + 4), GREY, thick=1)
            if begins >= taken:
                canvas.words(begins, self.bottom + SMALL + 6, tick.words, size=SMALL)
                taken = begins + width + 6

    def line(self, line: PlotLine) -> None:
        """One; a value between two gaps is a dot."""
        color, thick = (GREY, 1.5) if line.is_before else (SOFT if line.is_second else ACCENT, 2.5)
        for run in _runs(line):
            points = [(self.x(place), self.y(value)) for place, value in run]
            if len(points) == 1:
                self.canvas.dot(*points[0], color, size=thick * 12)
            else:
                dashed = line.is_second and not line.is_before
                self.canvas.line(points, color, thick=thick, dashed=dashed)

    def names(self) -> None:
        """Beside the ends of the lines, pushed apart where they would lie on each other."""
        placed = sorted(((self.y(_last(line) or 0), line, lines) for line, lines in self.named), key=itemgetter(0))
        heights = [len(lines) * APART for _, _, lines in placed]
        tops = [y - height / 2 for (y, _, _), height in zip(placed, heights, strict=True)]
        for number in range(1, len(tops)):
            tops[number] = max(tops[number], tops[number - 1] + heights[number - 1] + 3)
        over = max(0.0, tops[-1] + heights[-1] - self.bottom) if tops else 0.0
        for number in reversed(range(len(tops))):
            lowest = tops[number + 1] - heights[number] - 3 if number + 1 < len(tops) else tops[number] - over
            tops[number] = min(tops[number], lowest)
        for top, (_, line, lines) in zip(tops, placed, strict=True):
            for number, words in enumerate(lines):
                y = top + (number + 0.8) * APART
                self.canvas.words(self.right + 8, y, words, size=SMALL, bold=not line.is_before)


def _last(line: PlotLine) -> float | None:
    return next((value for value in reversed(line.values) if value is not None), None)


def _runs(line: PlotLine) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for place, value in enumerate(line.values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
