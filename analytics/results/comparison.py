"""The same figures of the span before, row by row."""

from __future__ import annotations

from typing import Any

from analytics.results.asked_again_words import COMPARED
from analytics.results.figure_table import FigureColumn, FigureTable, Unit

NAMES_OF_ROWS = frozenset({Unit.WORD, Unit.TEXT, Unit.LANGUAGE, Unit.PRIORITY, Unit.HOUR, Unit.DAY})
"""Units of columns that say what a row is about; all others are figures."""

LOW, HIGH = "_low", "_high"
"""How the names of columns end that say from where to where the figure of the column so called may lie."""

Row = tuple[Any, ...]


def is_figure(column: FigureColumn) -> bool:
    """False for a column that says what a row is about."""
    return column.unit not in NAMES_OF_ROWS


def can_be_compared(table: FigureTable) -> bool:
    """False for days, which are others in each span, and for estimates, whose difference may be chance.

    So released periods of surveys are not taken from each other (decision 5).
    """
    if table.key == COMPARED.key:
        return False
    return not any(column.unit is Unit.DAY or column.name.endswith(LOW) for column in table.columns)


def rows_before(table: FigureTable, before: FigureTable) -> tuple[Row | None, ...]:
    """For each row of `table` the row of the same table, counted for the span before, that is about the same.

    None where there is none, and for every row of a table that cannot be compared.
    """
    if not can_be_compared(table):
        return (None,) * len(table.rows)
    known = {_about(table, row): row for row in before.rows}
    return tuple(known.get(_about(table, row)) for row in table.rows)


def _about(table: FigureTable, row: Row) -> Row:
    return tuple(value for column, value in zip(table.columns, row, strict=True) if not is_figure(column))
