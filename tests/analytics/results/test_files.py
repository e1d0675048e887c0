"""A table is the same in CSV, in Parquet and in JSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.not_installed import duckdb_module
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.files import as_csv, as_facts, as_parquet
from analytics.results.shape import Shape, column
from locales.sentences import say

SHAPE = Shape(
    key="example",
    title=say("An example"),
    columns=tuple(column(unit.value, unit, say(unit.value)) for unit in Unit),
    notes=(say("Of {many} calls, at {price}."),),
)
ROW: dict[Unit, Any] = {
    Unit.WORD: "C2",
    Unit.PRIORITY: 1,
    Unit.HOUR: 23,
    Unit.DAY: date(2026, 6, 1),
    Unit.LANGUAGE: "es",
    Unit.TEXT: 'How "was" it,\nand why?',
    Unit.COUNT: 3_000_000_000,
    Unit.SHARE: 1 / 3,
    Unit.MINUTES: 7.25,
    Unit.HOURS: 100.5,
    Unit.SCORE: 4.5,
    Unit.RATE: -0.5,
    Unit.MONEY: Decimal("1234.5678"),
}
NOTHING = tuple(None for _ in Unit)


def example(*rows: tuple[Any, ...]) -> FigureTable:
    return SHAPE.table(rows, values={"many": 12345, "price": "0.01"})


FULL = tuple(ROW[unit] for unit in Unit)


def read_parquet(content: bytes, folder: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    (folder / "read.parquet").write_bytes(content)
    with duckdb_module().connect() as connection:
        found = connection.read_parquet(str(folder / "read.parquet"))
        return [str(name) for name in found.types], found.fetchall()


def test_parquet_holds_every_value_with_its_type(tmp_path: Path) -> None:
    types, rows = read_parquet(as_parquet(example(FULL, NOTHING)), tmp_path)
    assert rows == [FULL, NOTHING]
    assert dict(zip(Unit, types, strict=True))[Unit.MONEY] == "DECIMAL(18,4)"


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    types, rows = read_parquet(as_parquet(example()), tmp_path)
    assert (len(types), rows) == (len(Unit), [])
    assert as_csv(example()) == ",".join(unit.value for unit in Unit) + "\n"


def test_csv_holds_every_value_and_nothing_for_none() -> None:
    header, full, empty = csv.reader(io.StringIO(as_csv(example(FULL, NOTHING))))
    assert header == [unit.value for unit in Unit]
    assert full == [str(value) for value in FULL]
    assert empty == [""] * len(Unit)


def test_a_spreadsheet_takes_no_word_for_a_formula() -> None:
    row = {**ROW, Unit.WORD: '=HYPERLINK("x")'}
    _, found = csv.reader(io.StringIO(as_csv(example(tuple(row[unit] for unit in Unit)))))
    assert found[0] == '\'=HYPERLINK("x")'


def test_a_program_reads_rows_by_name_and_notes_with_their_numbers() -> None:
    facts = json.loads(json.dumps(as_facts(example(FULL))))
    [row] = facts["rows"]
    assert (facts["key"], facts["title"]) == ("example", "An example")
    assert (row["day"], row["money"], row["count"]) == ("2026-06-01", "1234.5678", 3_000_000_000)
    assert facts["notes"] == ["Of 12,345 calls, at 0.01."]
