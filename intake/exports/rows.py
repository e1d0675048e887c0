"""Read the rows of an export file, all or none, and name every row that cannot be used."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.exports.mapping import Columns, Condition
from intake.exports.mapping import Mapping as ExportMapping
from intake.exports.value_mapping import matches


class UnreadableExport(ValueError):
    """The file as such cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of the export: its number (the header is 1), and its values by column, without spaces around."""

    number: int
    values: Mapping[str, str]

    def first(self, columns: Columns) -> str:
        """The first of these values that is not empty, else an empty text."""
        return next((self.values[column] for column in columns if self.values[column]), "")

    def fits(self, condition: Condition) -> bool:
        """True when every column of the condition matches."""
        return all(matches(self.values[column], patterns) for column, patterns in condition.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedRow:
    """A row that is not played, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRows:
    """What a file holds: its rows, and those with too many or too few columns."""

    rows: tuple[Row, ...]
    dropped: tuple[DroppedRow, ...] = ()

    @property
    def total(self) -> int:
        """Every record below the header."""
        return len(self.rows) + len(self.dropped)


def read_rows(path: Path, mapping: ExportMapping) -> ExportRows:
    """The whole file, in memory. Raises UnreadableExport."""
    try:
        with path.open(encoding=mapping.export.encoding, newline="") as file:
            return _rows(csv.reader(file, delimiter=mapping.export.delimiter), path, mapping)
    except FileNotFoundError:
        raise UnreadableExport(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise UnreadableExport(f"{path} is not {mapping.export.encoding}: set export.encoding, as cp1252") from None
    except (OSError, csv.Error) as error:
        raise UnreadableExport(f"{path} cannot be read: {type(error).__name__}") from None


def _rows(lines: Iterator[list[str]], path: Path, mapping: ExportMapping) -> ExportRows:
    header = [name.strip() for name in next(lines, [])]
    missing = sorted(needed_columns(mapping) - set(header))
    if missing:
        raise UnreadableExport(f"{path} has no column {', '.join(map(repr, missing))}; it has {', '.join(header)}")
    rows: list[Row] = []
    dropped: list[DroppedRow] = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) == len(header):
            rows.append(Row(number=number, values=dict(zip(header, (cell.strip() for cell in cells), strict=True))))
        elif any(cells):
            dropped.append(DroppedRow(number=number, reason=f"{len(cells)} columns where the header has {len(header)}"))
    return ExportRows(rows=tuple(rows), dropped=tuple(dropped))


def needed_columns(mapping: ExportMapping) -> set[str]:
    """Every column the mapping names."""
    case, priority = mapping.case, mapping.priority
    lists: list[Columns] = [
        mapping.call_number.columns,
        *(getattr(mapping.times, name) for name in type(mapping.times).model_fields),
        mapping.incident_type.initial,
        mapping.incident_type.final,
        priority.columns if priority else (),
        mapping.disposition.columns,
        mapping.beat,
        mapping.call_taker,
        mapping.officers,
        *((case.number, case.opened, case.changed) if case else ()),
    ]
    conditions = [
        *mapping.officer_initiated.any,
        mapping.people.victim_when,
        *(outcome.when for outcome in (case.outcomes if case else ())),
    ]
    return {column for columns in lists for column in columns} | {column for one in conditions for column in one}
