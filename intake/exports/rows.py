"""Read the rows of an export file, all or none, and name every row that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from intake.exports.file_kinds import FileKind, UnreadableExport, kind_of, text_of
from intake.exports.header import read_header
from intake.exports.mapping import Mapping as ExportMapping
from intake.exports.mapping_fields import Columns, Condition, TimeSources
from intake.exports.records import Cell, Record, check_length, text_records
from intake.exports.value_mapping import ValueMapping, matches
from intake.exports.workbook import sheet_records

__all__ = ["DroppedRow", "ExportRows", "Row", "UnreadableExport", "needed_columns", "read_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of the export: its number (the first line is 1), and its values by column, without spaces around.

    What means nothing, such as NULL, is an empty text. `clocks` has what a spreadsheet knows to be a date or time.
    """

    number: int
    values: Mapping[str, str]
    clocks: Mapping[str, date | time | timedelta] = field(default_factory=dict)

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
        return _rows(_records(path.read_bytes(), mapping), mapping)
    except FileNotFoundError:
        raise UnreadableExport(f"{path}: there is no such file") from None
    except OSError as error:
        raise UnreadableExport(f"{path} cannot be read: {error.strerror or type(error).__name__}") from None
    except UnreadableExport as error:
        raise UnreadableExport(f"{path} {error}") from None


def _records(content: bytes, mapping: ExportMapping) -> Iterator[Record]:
    export = mapping.export
    if kind_of(content) is FileKind.WORKBOOK:
        return sheet_records(content, sheet=export.sheet, skip=export.title_lines)
    text = text_of(content, export.encoding)
    return text_records(text, delimiter=export.delimiter, skip=export.title_lines)


def _rows(records: Iterator[Record], mapping: ExportMapping) -> ExportRows:
    header = read_header(records, needed_columns(mapping), mapping.export)
    blank = ValueMapping.of(dict.fromkeys(mapping.export.blank, True))
    rows: list[Row] = []
    dropped: list[DroppedRow] = []
    for record in records:
        if not any(record.cells):
            continue
        if fault := check_length(record, len(header)):
            dropped.append(DroppedRow(number=record.number, reason=fault))
        else:
            rows.append(_row(record.number, header, record.cells, blank))
    return ExportRows(rows=tuple(rows), dropped=tuple(dropped))


def _row(number: int, header: Iterable[str], cells: Iterable[Cell], blank: ValueMapping[bool]) -> Row:
    values: dict[str, str] = {}
    clocks: dict[str, date | time | timedelta] = {}
    for column, cell in zip(header, cells, strict=True):
        text = _text(cell)
        values[column] = "" if blank.find(text) else text
        if values[column] and not isinstance(cell, str):
            clocks[column] = cell
    return Row(number=number, values=values, clocks=clocks)


def _text(cell: Cell) -> str:
    """Without spaces around. `="0017"` is how an export keeps a spreadsheet from cutting a number."""
    if isinstance(cell, str):
        text = cell.strip()
        return text[2:-1].strip() if len(text) > 2 and text.startswith('="') and text.endswith('"') else text
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def needed_columns(mapping: ExportMapping) -> set[str]:
    """Every column the mapping names."""
    case, priority = mapping.case, mapping.priority
    sources: list[TimeSources] = [getattr(mapping.times, name) for name in type(mapping.times).model_fields]
    sources += [case.opened, case.changed] if case else []
    times = [source for several in sources for source in several]
    lists: list[Columns] = [
        *(columns for source in times for columns in (source.columns, source.date, source.time)),
        mapping.call_number.columns,
        mapping.call_number.parts,
        mapping.incident_type.initial,
        mapping.incident_type.final,
        priority.columns if priority else (),
        mapping.disposition.columns,
        *((mapping.location.latitude, mapping.location.longitude) if mapping.location else ()),
        mapping.beat,
        mapping.call_taker,
        mapping.officers,
        case.number if case else (),
    ]
    conditions = [
        *(source.when for source in times),
        *mapping.officer_initiated.any,
        mapping.people.victim_when,
        *(outcome.when for outcome in (case.outcomes if case else ())),
    ]
    return {column for columns in lists for column in columns} | {column for one in conditions for column in one}
