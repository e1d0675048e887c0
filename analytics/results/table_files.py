"""A table of figures as a file: CSV for spreadsheets, Parquet for analysts. Values are plain, not in a language."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.not_installed import duckdb_module
from analytics.results.figure_table import FigureTable, Unit

TYPES: Mapping[Unit, str] = {
    Unit.PRIORITY: "INTEGER",
    Unit.HOUR: "INTEGER",
    Unit.DAY: "DATE",
    Unit.COUNT: "BIGINT",
    Unit.SHARE: "DOUBLE",
    Unit.MINUTES: "DOUBLE",
    Unit.HOURS: "DOUBLE",
    Unit.SCORE: "DOUBLE",
    Unit.RATE: "DOUBLE",
    Unit.MONEY: "DECIMAL(18, 6)",
}
"""As SQL calls what is no text."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: FigureTable) -> str:
    """With a row of the columns' names; nothing where there is no value."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return written.getvalue()


def parquet_of(table: FigureTable) -> bytes:
    """The same with types. Raises NotInstalled."""
    columns = ", ".join(f'"{column.name}" {TYPES.get(column.unit, "VARCHAR")}' for column in table.columns)
    places = ", ".join("?" for _ in table.columns)
    with tempfile.TemporaryDirectory() as folder, duckdb_module().connect() as connection:
        connection.execute(f"CREATE TABLE figures ({columns})")
        if table.rows:
            connection.executemany(f"INSERT INTO figures VALUES ({places})", [list(row) for row in table.rows])  # noqa: S608
        path = Path(folder) / "figures.parquet"
        connection.table("figures").write_parquet(str(path), compression="zstd")
        return path.read_bytes()


def _cell(value: Any) -> Any:
    """Spreadsheets run what begins like a formula: a beat of that name is text."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return format(value, "f") if isinstance(value, Decimal) else value
