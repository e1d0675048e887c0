"""Rows that a test names, to be counted without writing files: the same columns and types as in an extract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from analytics.columns import TABLES
from analytics.extracts import ExtractAbout
from analytics.not_installed import duckdb_module
from analytics.results.counting import Counting
from analytics.results.figure_table import DaySpan
from analytics.results.spans import span_named
from tests.analytics.extract_fixtures import ORI, PLAUSIBLE

EXTRACTED = datetime(2027, 1, 1, 11, 30, tzinfo=UTC)
JUNE = span_named("2026-06")

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]


@contextmanager
def counting(tables: Tables, span: DaySpan = JUNE, **about: Any) -> Iterator[Counting]:
    """To count these rows: table -> the columns of each row that matter; the others are plausible."""
    known: dict[str, Any] = {
        "ori": ORI,
        "agency": "Seattle Police Department",
        "time_zone": "America/Los_Angeles",
        "extracted_at": EXTRACTED,
        "since": date(2026, 1, 1),
        "until": date(2027, 1, 1),
    }
    with duckdb_module().connect(config={"threads": 1}) as connection:
        for name, columns in TABLES.items():
            made = ", ".join(f'"{column.name}" {column.type.value}' for column in columns)
            connection.execute(f"CREATE TABLE {name} ({made})")
            rows = [_row(name, given, number) for number, given in enumerate(tables.get(name, ()), start=1)]
            if rows:
                places = f"({', '.join('?' for _ in columns)})"
                known_rows = ", ".join([places] * len(rows))
                connection.execute(f"INSERT INTO {name} VALUES {known_rows}", [cell for row in rows for cell in row])  # noqa: S608
        yield Counting(connection=connection, about=ExtractAbout(**known | about), span=span)


def _row(table: str, given: Mapping[str, Any], number: int) -> list[Any]:
    names = [column.name for column in TABLES[table]]
    assert given.keys() <= set(names), f"{table} has no column {', '.join(given.keys() - set(names))}"
    whole = {**({"call_id": f"call-{number}"} if table == "calls" else {}), **PLAUSIBLE[table], **given}
    return [_in_utc(whole.get(name)) for name in names]


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
