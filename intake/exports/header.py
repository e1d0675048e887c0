"""Read the header of an export: each column once, every column the mapping names, or what to write instead."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from intake.exports.file_kinds import UnreadableExport
from intake.exports.mapping import Export
from intake.exports.plain_names import column_name
from intake.exports.records import Record
from policies.mistakes import did_you_mean

LOOK_AHEAD = 25
"""Records below the supposed header among which the true one is looked for."""

_DELIMITERS: dict[str, str] = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_header(records: Iterator[Record], needed: set[str], export: Export) -> tuple[str, ...]:
    """The names of the columns. Raises UnreadableExport for missing or repeated ones."""
    first = next(records, Record(number=export.title_lines + 1))
    header = _names(first)
    missing = sorted(needed - set(header))
    if missing:
        raise UnreadableExport(
            _elsewhere(records, needed) or _other_delimiter(first, needed, export) or _no_columns(missing, header)
        )
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(header, start=1):
        places[name].append(place)
    twice = {name: where for name, where in places.items() if name and len(where) > 1}
    if twice:
        raise UnreadableExport(f"has {_all_twice(twice)}: rename all but one, so that it is clear which one counts")
    return header


def _names(record: Record) -> tuple[str, ...]:
    return tuple(column_name(str(cell)) for cell in record.cells)


def _all_twice(twice: dict[str, list[int]]) -> str:
    return " and ".join(
        f"the column {name!r} {len(where)} times (columns {', '.join(map(str, where))})"
        for name, where in twice.items()
    )


def _no_columns(missing: list[str], header: tuple[str, ...]) -> str:
    if not any(header):
        wanted = ", ".join(map(repr, missing))
        return f"has no column {wanted}: its first line is blank; export.title_lines says how many are above the header"
    hints = [hint for name in missing if (hint := did_you_mean(name, header, "-")).startswith("did")]
    also = f" ({'; '.join(hints)})" if hints else ""
    return f"has no column {', '.join(map(repr, missing))}{also}; it has {', '.join(header)}"


def _elsewhere(records: Iterator[Record], needed: set[str]) -> str:
    """Where the true header is, if it is near."""
    for record in islice(records, LOOK_AHEAD):
        if needed <= set(_names(record)):
            above = (record.lines[0] or record.number) - 1
            return f"has its header in line {above + 1}: set export.title_lines = {above}"
    return ""


def _other_delimiter(first: Record, needed: set[str], export: Export) -> str:
    """What the columns are separated by, if by something else."""
    line = export.delimiter.join(str(cell) for cell in first.cells)
    for delimiter, spoken in _DELIMITERS.items():
        names = {column_name(name) for name in next(csv.reader([line], delimiter=delimiter), [])}
        if delimiter != export.delimiter and len(names) > len(first.cells) and len(needed & names) > 0:
            written = '"\\t"' if delimiter == "\t" else f'"{delimiter}"'
            return f"has its columns separated by {spoken}: set export.delimiter = {written}"
    return ""
