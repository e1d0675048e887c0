"""Lays a table of figures out in a terminal, with the change since the span before under each figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analytics.results.comparison import HIGH, LOW, is_figure, rows_before
from analytics.results.figure_table import FigureColumn, FigureTable
from analytics.results.files import notes_in_english
from commands.results_words import NOTHING, change, said

QUESTION = "question"
"""A column that is not shown: the question's words stand beside it."""


def show_figures(console: Console, table: FigureTable, before: FigureTable | None) -> None:
    """Title, rows and how they were counted; `before` is the same table of the span before."""
    console.print()
    console.print(Text.assemble((table.title.text, "bold"), (f"  {table.key}", "dim")))
    if not table.rows:
        console.print("Nothing to count.")
    elif len(table.rows) == 1 and all(map(is_figure, table.columns)):
        console.print(_upright(table))
    else:
        console.print(_level(table, before))
    for note in notes_in_english(table):
        console.print(Text(note, style="dim"))


def _level(table: FigureTable, before: FigureTable | None) -> Table:
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    places = _shown(table.columns)
    for place in places:
        column = table.columns[place]
        drawn.add_column(column.words.text, justify="right" if is_figure(column) else "left")
    earlier: Sequence[Any] = rows_before(table, before) if before else [None] * len(table.rows)
    for row, then in zip(table.rows, earlier, strict=True):
        drawn.add_row(*(_cell(table, row, then, place) for place in places))
    return drawn


def _upright(table: FigureTable) -> Table:
    drawn = Table(box=None, pad_edge=False, show_header=False)
    drawn.add_column()
    drawn.add_column(justify="right", no_wrap=True)
    for place in _shown(table.columns):
        drawn.add_row(table.columns[place].words.text, _cell(table, table.rows[0], None, place))
    return drawn


def _shown(columns: Sequence[FigureColumn]) -> list[int]:
    """Places of the columns that have a column of their own; an interval stands with its figure."""
    return [
        place
        for place, column in enumerate(columns)
        if not column.name.endswith((LOW, HIGH)) and column.name != QUESTION
    ]


def _cell(table: FigureTable, row: Sequence[Any], then: Sequence[Any] | None, place: int) -> Text:
    column, value = table.columns[place], row[place]
    text = Text(said(value, column.unit) + _interval(table, row, place))
    changed = change(value, then[place], column.unit) if then and is_figure(column) else ""
    return text.append(f"\n{changed}", style="dim") if changed else text


def _interval(table: FigureTable, row: Sequence[Any], place: int) -> str:
    names = [column.name for column in table.columns]
    column = table.columns[place]
    if f"{column.name}{LOW}" not in names:
        return ""
    low, high = (said(row[names.index(f"{column.name}{end}")], column.unit) for end in (LOW, HIGH))
    return "" if NOTHING in (low, high) else f" ({low} to {high})"
