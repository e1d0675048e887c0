"""Draw rows: a name, below it a bar (or a dot with its interval) with its value, and the span before as a thin line."""

from __future__ import annotations

from analytics.plots.canvas import Canvas
from analytics.plots.look import ACCENT, GREY, INK, PAPER, SMALL, SOFT, TEXT, words_width, wrapped
from analytics.plots.shapes import PlotRow, RowsPlot

BAR, GAP = 14.0, 12.0


def draw_rows(canvas: Canvas, plot: RowsPlot) -> None:
    """Below what the canvas has."""
    room = max((words_width(row.label, TEXT, bold=True) for row in plot.rows), default=0) + 12
    rows = _Rows(canvas, plot, room=min(room, (canvas.right - canvas.left) * 0.75))
    explained = max(plot.rows, key=_extent, default=None)
    for row in plot.rows:
        rows.draw(row, explains=row is explained)
    rows.finish()


def _extent(row: PlotRow) -> float:
    """On the longest row there is room for what its marks are."""
    return max((each for each in (row.value, row.reach) if each is not None and row.before is not None), default=0)


class _Rows:
    """The bars' scale, and one row after another."""

    def __init__(self, canvas: Canvas, plot: RowsPlot, *, room: float) -> None:
        self.canvas, self.plot = canvas, plot
        self.per_unit = (canvas.right - canvas.left - room) / ((plot.end - plot.begin) or 1)
        self.begins_at = canvas.top

    def x(self, value: float) -> float:
        """Where a value lies."""
        return self.canvas.left + (value - self.plot.begin) * self.per_unit

    def draw(self, row: PlotRow, *, explains: bool) -> None:
        """One row; the longest says what its marks are."""
        canvas = self.canvas
        for line in wrapped(row.name, TEXT, canvas.right - canvas.left):
            canvas.words(canvas.left, canvas.top + TEXT, line)
            canvas.top += TEXT * 1.3
        canvas.top += 3
        ends = self._marks(row)
        words_at = ends + 8
        if row.before is not None:
            x, above, below = self.x(row.before), canvas.top - 3, canvas.top + BAR + 3
            canvas.rule((x, above), (x, below), PAPER, thick=6)  # so that it is seen on the bar
            canvas.rule((x, above), (x, below), GREY, thick=2.5)
            is_in_the_way = words_at - 8 <= x <= words_at + words_width(row.label, TEXT, bold=True) + 6
            words_at = x + 8 if is_in_the_way else words_at
        canvas.words(words_at, canvas.top + BAR - 2, row.label, bold=True)
        canvas.top += BAR
        if explains:
            self._say_marks(row)
        canvas.top += GAP

    def _marks(self, row: PlotRow) -> float:
        canvas, middle = self.canvas, self.canvas.top + BAR / 2
        if row.value is None:
            return canvas.left
        x = self.x(row.value)
        if self.plot.dots:
            low, high = row.low if row.low is not None else row.value, row.high if row.high is not None else row.value
            canvas.rule((self.x(low), middle), (self.x(high), middle), SOFT, thick=6)
            canvas.dot(x, middle, ACCENT)
            return max(x, self.x(high)) + 4
        if row.reach is not None and row.reach > row.value:
            canvas.box(x, middle - 3, self.x(row.reach) - x, 6, SOFT)
        canvas.box(canvas.left, canvas.top, max(x - canvas.left, 1), BAR, ACCENT)
        if row.low is not None and row.high is not None:
            canvas.rule((self.x(row.low), middle), (self.x(row.high), middle), INK, thick=2)
        return max([x, *(self.x(each) for each in (row.reach, row.high) if each is not None)])

    def _say_marks(self, row: PlotRow) -> None:
        """Under the marks of the row, each beside the one before it if there is no room under its own."""
        plot, canvas = self.plot, self.canvas
        said = [
            (row.value, plot.value_words),
            (row.reach, plot.reach_words),
            (row.before, plot.before_words),
        ]
        marks = sorted((self.x(at), words) for at, words in said if at is not None and words)
        lines: list[float] = []
        for x, words in marks:
            width = words_width(words, SMALL)
            begins = min(max(x - width / 2, canvas.left), canvas.right - width)
            line = next((n for n, taken in enumerate(lines) if taken + 10 <= begins), len(lines))
            lines[line : line + 1] = [begins + width]
            y = canvas.top + 8 + (line + 1) * SMALL * 1.25
            canvas.rule((x, canvas.top), (x, y - SMALL + 1), GREY, thick=1)
            canvas.words(begins, y, words, size=SMALL)
        if lines:
            canvas.top += 12 + len(lines) * SMALL * 1.25

    def finish(self) -> None:
        """The line from which all bars go, or both ends of the scale of dots."""
        canvas, (first, last) = self.canvas, self.plot.ends_words
        canvas.top -= GAP
        if self.plot.dots:
            self._scale(first, last)
        else:
            canvas.rule((canvas.left, self.begins_at), (canvas.left, canvas.top), GREY, thick=1)
        for line in wrapped(self.plot.caption, SMALL, canvas.right - canvas.left) if self.plot.caption else ():
            canvas.top += SMALL * 1.35
            canvas.words(canvas.left, canvas.top, line, size=SMALL)

    def _scale(self, first: str, last: str) -> None:
        canvas = self.canvas
        ends = (self.x(self.plot.begin), self.x(self.plot.end))
        canvas.rule((ends[0], canvas.top + 6), (ends[1], canvas.top + 6), GREY, thick=1)
        canvas.top += 8
        canvas.words(ends[0], canvas.top + SMALL, first, size=SMALL)
        canvas.words(ends[1], canvas.top + SMALL, last, size=SMALL, align="right")
        canvas.top += SMALL * 1.3
