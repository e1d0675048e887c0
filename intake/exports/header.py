"""Read the header of an export: each column once, every column the mapping names, or what to write instead."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from intake.exports.file_kinds import UnreadableExport
from intake.exports.mapping import Export
from intake.exports.plain_names import plain
from intake.exports.records import Record
from policies.mistakes import did_you_mean

LOOK_AHEAD = 25
"""Records below the supposed header among which the true one is looked for."""

_DELIMITERS: dict[str, str] = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_WRITTEN: dict[str, str] = {"\t": r'"\t"'}


def read_header(records: Iterator[Record], needed: set[str], export: Export) -> tuple[str, ...]:
    """The names of the columns. Raises UnreadableExport for missing or repeated ones."""
    first = next(records, Record(number=export.title_lines + 1))
    header = _names(first)
    missing = sorted(needed - set(header))
    if missing:
        near = [first, *islice(records, LOOK_AHEAD)]
        raise UnreadableExport(_elsewhere(near, needed, export) or _no_columns(missing, header))
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(header, start=1):
        places[name].append(place)
    twice = {name: where for name, where in places.items() if name and len(where) > 1}
    if twice:
        raise UnreadableExport(f"has {_all_twice(twice)}: rename all but one, so that it is clear which one counts")
    return header


def _names(record: Record) -> tuple[str, ...]:
    return tuple(plain(str(cell)) for cell in record.cells)


def _all_twice(twice: dict[str, list[int]]) -> str:
    return " and ".join(
        f"the column {name!r} {len(where)} times (columns {', '.join(map(str, where))})"
        for name, where in twice.items()
    )


def _no_columns(missing: list[str], header: tuple[str, ...]) -> str:
    wanted = ", ".join(map(repr, missing))
    if not header:
        return f"is empty: there is no column {wanted}"
    if not any(header):
        return f"has no column {wanted}: its first line is blank; export.title_lines says how many are above the header"
    hints = [hint for name in missing if (hint := did_you_mean(name, header, "-")).startswith("did")]
    also = f" ({'; '.join(hints)})" if hints else ""
    return f"has no column {wanted}{also}; it has {', '.join(header)}"


def _elsewhere(near: list[Record], needed: set[str], export: Export) -> str:
    """What to set so that the header is found, if it is near: in another line, or separated by something else."""
    for whole in (True, False):
        for record in near if whole else near[:1]:
            for delimiter, spoken in {export.delimiter: "", **_DELIMITERS}.items():
                found = needed & _names_by(record, delimiter, export)
                if found == needed or (found and not whole):
                    return _advice(record, delimiter, spoken, export)
    return ""


def _names_by(record: Record, delimiter: str, export: Export) -> set[str]:
    if delimiter == export.delimiter:
        return set(_names(record))
    line = export.delimiter.join(str(cell) for cell in record.cells)
    return {plain(name) for name in next(csv.reader([line], delimiter=delimiter), [])}


def _advice(record: Record, delimiter: str, spoken: str, export: Export) -> str:
    said: list[str] = []
    to_set: list[str] = []
    above = (record.lines[0] or record.number) - 1
    if above != export.title_lines:
        said.append(f"its header in line {above + 1}")
        to_set.append(f"export.title_lines = {above}")
    if delimiter != export.delimiter:
        said.append(f"its columns separated by {spoken}")
        to_set.append(f"export.delimiter = {_WRITTEN.get(delimiter, repr(delimiter))}")
    return f"has {' and '.join(said)}: set {' and '.join(to_set)}" if said else ""
