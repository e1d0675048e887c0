"""A table of figures as a file: CSV for spreadsheets, Parquet for programs, plain values for JSON."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.not_installed import duckdb_module
from analytics.results.figure_table import FigureTable, Unit
from domain.surveys.csv_rows import defused

_TYPES: Mapping[Unit, str] = {
    Unit.WORD: "VARCHAR",
    Unit.TEXT: "VARCHAR",
    Unit.LANGUAGE: "VARCHAR",
    Unit.PRIORITY: "INTEGER",
    Unit.HOUR: "INTEGER",
    Unit.DAY: "DATE",
    Unit.COUNT: "BIGINT",
    Unit.SHARE: "DOUBLE",
    Unit.MINUTES: "DOUBLE",
    Unit.HOURS: "DOUBLE",
    Unit.SCORE: "DOUBLE",
    Unit.RATE: "DOUBLE",
    Unit.MONEY: "DECIMAL(18, 4)",
}


def as_csv(table: FigureTable) -> str:
    """A header of column names, then the rows; empty where there is no figure. Words that a spreadsheet would take
    for a formula begin with an apostrophe.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([defused(value) if isinstance(value, str) else value for value in row] for row in table.rows)
    return file.getvalue()


def as_parquet(table: FigureTable) -> bytes:
    """The same columns with their types. Raises NotInstalled."""
    columns = ", ".join(f'"{column.name}" {_TYPES[column.unit]}' for column in table.columns)
    places = ", ".join("?" for _ in table.columns)
    with tempfile.TemporaryDirectory() as folder, duckdb_module().connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE figures ({columns})")
        if table.rows:
            connection.executemany(f"INSERT INTO figures VALUES ({places})", [list(row) for row in table.rows])  # noqa: S608
        path = Path(folder) / "figures.parquet"
        connection.table("figures").write_parquet(str(path), compression="zstd")
        return path.read_bytes()


def as_facts(table: FigureTable) -> dict[str, Any]:
    """For JSON: days as ISO 8601, money as text, in English."""
    names = [column.name for column in table.columns]
    return {
        "key": table.key,
        "title": table.title.text,
        "columns": [{"name": each.name, "unit": each.unit.value, "words": each.words.text} for each in table.columns],
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in table.rows],
        "notes": notes_in_english(table),
    }


def notes_in_english(table: FigureTable) -> list[str]:
    """How it was counted, with the numbers that the notes name."""
    known = {name: f"{value:,}" if isinstance(value, int) else value for name, value in table.values.items()}
    return [note.text.format(**known) for note in table.notes]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
