"""What a table of figures is before it is counted: its key, its words, its columns, and how each figure is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.results.figure_table import FigureColumn, FigureTable, Unit
from locales.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A table without its rows; `notes` may name `{...}` values that counting gives."""

    key: str
    title: Sentence
    columns: tuple[FigureColumn, ...]
    notes: tuple[Sentence, ...] = ()

    def table(
        self,
        rows: Iterable[Sequence[Any]] = (),
        *,
        values: Mapping[str, Any] | None = None,
        notes: Sequence[Sentence] = (),
    ) -> FigureTable:
        """The table with these rows; `notes` come after its own."""
        return FigureTable(
            key=self.key,
            title=self.title,
            columns=self.columns,
            rows=tuple(tuple(row) for row in rows),
            notes=(*self.notes, *notes),
            values=values or {},
        )


def column(name: str, unit: Unit, words: Sentence) -> FigureColumn:
    """One column."""
    return FigureColumn(name=name, unit=unit, words=words)
