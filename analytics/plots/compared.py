"""A table of figures beside the same of the span before, and how its rows become rows of a plot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.plots.figure_words import FigureWords
from analytics.plots.shapes import PlotRow, RowsPlot
from analytics.results.figure_table import FigureTable
from analytics.results.spans import SpanKind

MOST_ROWS = 12
"""More than these are in the table only."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTable:
    """`before` is None where nothing is known of the span before; `counts_compare` is False where one of the two is
    not whole, so that counts of one say nothing about the other.
    """

    now: FigureTable
    before: FigureTable | None
    kind: SpanKind
    counts_compare: bool = True

    def rows(self) -> list[Row]:
        """Column -> value, of each row."""
        return _rows(self.now)

    def before_of(self, row: Row, *, by: Sequence[str], column: str, is_count: bool = False) -> float | None:
        """The same figure in the span before."""
        if self.before is None or (is_count and not self.counts_compare):
            return None
        wanted = [row[name] for name in by]
        found = next((each for each in _rows(self.before) if [each[name] for name in by] == wanted), None)
        return found[column] if found else None

    def total_before(self, column: str) -> float | None:
        """Of a count over all rows of the span before; None where it says nothing."""
        if self.before is None or not self.counts_compare or not self.before.rows:
            return None
        return sum(value or 0 for value in self.before.column(column))


def _rows(table: FigureTable) -> list[Row]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """How rows of a table become bars: `by` names a row, `value` is drawn, `label` says it."""

    by: tuple[str, ...]
    value: str
    label: Callable[[FigureWords, Row], str]
    name: Callable[[FigureWords, FigureTable, Row], str]
    reach: str = ""
    is_count: bool = True
    end: float | None = None
    """Of the scale; None: the largest value."""

    def rows(self, words: FigureWords, compared: ComparedTable) -> tuple[PlotRow, ...]:
        """The first MOST_ROWS that have a name or something to draw."""
        named = [row for row in compared.rows() if row[self.value] is not None or row[self.by[0]] is not None]
        return tuple(
            PlotRow(
                name=self.name(words, compared.now, row),
                label=self.label(words, row),
                value=_float(row[self.value]),
                reach=_float(row[self.reach]) if self.reach else None,
                before=_float(compared.before_of(row, by=self.by, column=self.value, is_count=self.is_count)),
            )
            for row in named[:MOST_ROWS]
        )

    def plot(self, words: FigureWords, compared: ComparedTable, title: str, **more: Any) -> RowsPlot:
        """With what is now and before on one scale."""
        rows = self.rows(words, compared)
        values = [each for row in rows for each in (row.value, row.reach, row.before) if each is not None]
        return RowsPlot(title=title, rows=rows, end=self.end or max([*values, 0]) or 1, **more)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def code_of(name: str) -> Callable[[FigureWords, FigureTable, Row], str]:
    """The words of one column name the row."""

    def say_it(words: FigureWords, table: FigureTable, row: Row) -> str:
        column = next(each for each in table.columns if each.name == name)
        return words.cell(column, row[name])

    return say_it
