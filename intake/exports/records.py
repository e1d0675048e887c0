"""Read the records of a text file or of a sheet: every one numbered, and malformed ones named, not repaired."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.exports.file_kinds import UnreadableExport
from intake.exports.plain_names import without_marks

Cell = str | datetime | date | time | timedelta
"""A text, or what a spreadsheet knows to be a date or a time."""

_UNPAIRED = "its quotation marks do not pair up: close them, or double those that belong to the text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: its number in the file, from 1, and its cells; or what is wrong with it."""

    number: int
    cells: Sequence[Cell] = ()
    fault: str = ""
    lines: tuple[int, int] = (0, 0)
    """Of a text file: the first and the last line it takes, from 1."""

    @property
    def spread(self) -> bool:
        """True when it takes several lines."""
        return self.lines[0] < self.lines[1]


def text_records(text: str, *, delimiter: str, skip: int) -> Iterator[Record]:
    """The records of delimited text below `skip` lines. Raises UnreadableExport for a quotation mark left open."""
    lines = _Lines(without_marks(text), skip)
    reader = csv.reader(lines, delimiter=delimiter)
    number = skip
    while True:
        lines.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field larger than csv reads: the rest of the file
            raise _left_open(lines.first) from None
        number += 1
        fault = "" if _well_quoted(lines.taken, delimiter) else _UNPAIRED
        record = Record(number=number, cells=cells, fault=fault, lines=(lines.first, lines.last))
        if fault and record.spread:
            raise _left_open(lines.first)
        yield record


def check_length(record: Record, columns: int) -> str:
    """What is wrong with a record of other than so many cells; an empty text if nothing is. Raises UnreadableExport."""
    if len(record.cells) == columns:
        return record.fault
    if record.spread:
        raise _left_open(record.lines[0])
    return record.fault or f"{len(record.cells)} columns where the header has {columns}"


class _Lines:
    """The lines of a text with what the present record has taken of them."""

    def __init__(self, text: str, skip: int) -> None:
        self._file = io.StringIO(text, newline="")
        self.last = 0
        self.first = 0
        self.taken: list[str] = []
        for _ in range(skip):
            next(self, "")

    def begin_record(self) -> None:
        self.first, self.taken = self.last + 1, []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.last += 1
        self.taken.append(line)
        return line


def _well_quoted(lines: Sequence[str], delimiter: str) -> bool:
    """False where a lenient reader would guess: text after a closing mark, or a mark that is never closed."""
    if not any('"' in line for line in lines):
        return True
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _left_open(line: int) -> UnreadableExport:
    return UnreadableExport(
        f"has a quotation mark in line {line} that is not closed there, so that rows run together: close it, or "
        "double it where it belongs to the text"
    )
