"""Reads compliments, complaints and trainings from a CSV file: date, id, kind and count, and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from domain.coaching.terms import CountKind, is_subject_id

COLUMNS = ("date", "subject_id", "kind", "count")
MOST = 1000
"""Of one kind on one day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One line that can be used."""

    line: int
    day: date
    subject_id: str
    kind: CountKind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """One that cannot, and why; the value is not repeated, as it may be a person's."""

    line: int
    wrong: str


def read_counts(file: TextIO, *, since: date, until: date) -> Iterator[CountLine | LineProblem]:
    """Line by line, in the order of the file. Days lie from `since` to `until`, both included.

    A column that is not known is a mistake of the whole file: it may hold names. Of two lines about the same day,
    id and kind the later is a mistake.
    """
    reader = csv.reader(file)
    header = tuple(name.strip().lower().lstrip("\ufeff") for name in next(reader, []))
    if sorted(header) != sorted(COLUMNS):
        yield LineProblem(line=1, wrong=f"the first line must be {','.join(COLUMNS)}, and no other column may be there")
        return
    seen: set[tuple[date, str, CountKind]] = set()
    for values in reader:
        if not any(value.strip() for value in values):
            continue
        read = _line(reader.line_num, header, values, since, until)
        if isinstance(read, CountLine):
            key = (read.day, read.subject_id, read.kind)
            if key in seen:
                read = LineProblem(line=read.line, wrong="this day, id and kind stand further up; add the counts up")
            seen.add(key)
        yield read


def _line(line: int, header: tuple[str, ...], values: list[str], since: date, until: date) -> CountLine | LineProblem:
    if len(values) != len(header):
        return LineProblem(line=line, wrong=f"there are {len(values)} values, and {len(header)} columns")
    said = {name: value.strip() for name, value in zip(header, values, strict=True)}
    day, kind = _day(said["date"]), said["kind"].lower()
    count = int(said["count"]) if said["count"].isascii() and said["count"].isdigit() else -1
    checks = (
        (day is not None, "date: write it as 2026-12-31"),
        (day is not None and since <= day <= until, f"date: from {since} to {until} only; the policy keeps no more"),
        (is_subject_id(said["subject_id"]), "subject_id: not an id as CAD has it; names have no place here"),
        (kind in set(CountKind), f"kind: one of {', '.join(sorted(CountKind))}"),
        (0 <= count <= MOST, f"count: a whole number from 0 to {MOST}"),
    )
    wrong = next((wrong for is_right, wrong in checks if not is_right), None)
    if wrong is not None or day is None:
        return LineProblem(line=line, wrong=wrong or "")
    return CountLine(line=line, day=day, subject_id=said["subject_id"], kind=CountKind(kind), count=count)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-31") else None
    except ValueError:
        return None
