"""A table of figures: what a page shows beside its plot, a command prints, and a file of CSV or Parquet holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from locales.sentences import Sentence


class Unit(StrEnum):
    """What the values of a column are, so that each reader shows them in their own way."""

    WORD = "word"
    """A code of ours or the agency's: a beat, an incident type, a reason, an intent."""
    PRIORITY = "priority"
    HOUR = "hour"
    """0 to 23, by the agency's clocks."""
    DAY = "day"
    LANGUAGE = "language"
    TEXT = "text"
    """Words as they are, in English: a question, a period's name."""
    COUNT = "count"
    SHARE = "share"
    """0 to 1."""
    MINUTES = "minutes"
    HOURS = "hours"
    SCORE = "score"
    """1 to 5."""
    RATE = "rate"
    """So many for each hundred or thousand; the words over the column say for each what."""
    MONEY = "money"
    """In the extract's currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureColumn:
    """One column: `name` in files, `words` over it on a page."""

    name: str
    unit: Unit
    words: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """Rows of values in the order of the columns; None where there is nothing to tell, or it is hidden.

    `notes` say how it was counted, in sentences that may name `{...}` values.
    """

    key: str
    title: Sentence
    columns: tuple[FigureColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[Sentence, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the notes name."""

    def column(self, name: str) -> tuple[Any, ...]:
        """The values of one column. Raises KeyError."""
        place = {each.name: number for number, each in enumerate(self.columns)}[name]
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """A week, month, quarter or year of days by the agency's clocks; `ends` is the first day after it."""

    name: str
    begins: date
    ends: date
