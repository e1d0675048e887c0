"""Read a sheet of a workbook (xlsx, xls, xlsb, ods): what it knows to be a date stays a date."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from intake.exports.file_kinds import UnreadableExport
from intake.exports.plain_names import without_marks
from intake.exports.records import Cell, Record

Raw = int | float | str | bool | date | time | timedelta

_MOST_DIGITS = 10**15
"""A spreadsheet keeps 15 digits of a number; what is longer it has cut."""


def sheet_records(content: bytes, *, sheet: str, skip: int) -> Iterator[Record]:
    """The records of the sheet of this name, or of the only one, below `skip` rows. Raises UnreadableExport."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            rows: Sequence[Sequence[Raw]] = _sheet(workbook, sheet).to_python(skip_empty_area=False)
    except PasswordError:
        raise UnreadableExport("is protected by a password: save it without one") from None
    except CalamineError:
        raise UnreadableExport(
            "is not a workbook that can be read (xlsx, xls, xlsb, ods), nor text: unpack an archive first, save a "
            "workbook without a password, or export the table as CSV"
        ) from None
    with_clock = _with_clock(rows)
    for number, row in enumerate(rows[skip:], start=skip + 1):
        cells = [_cell(value, midnight=index in with_clock) for index, value in enumerate(row)]
        yield Record(number=number, cells=cells)


def _sheet(workbook: CalamineWorkbook, wanted: str) -> CalamineSheet:
    tables = [one.name for one in workbook.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    if wanted:
        if wanted not in tables:
            raise UnreadableExport(f"has no sheet {wanted!r}; it has {', '.join(map(repr, tables))}")
        return workbook.get_sheet_by_name(wanted)
    hidden = {one.name for one in workbook.sheets_metadata if one.visible is not SheetVisibleEnum.Visible}
    sheets = [workbook.get_sheet_by_name(name) for name in tables if name not in hidden]
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) > 1:
        names = ", ".join(repr(sheet.name) for sheet in filled)
        raise UnreadableExport(f"has several sheets: set export.sheet to one of {names}")
    if not filled:
        raise UnreadableExport("is an empty workbook")
    return filled[0]


def _with_clock(rows: Sequence[Sequence[Raw]]) -> frozenset[int]:
    """Columns with times of day: there, a date alone is midnight, and elsewhere it is a day."""
    return frozenset(index for row in rows for index, value in enumerate(row) if isinstance(value, datetime))


def _cell(value: Raw, *, midnight: bool) -> Cell:
    if isinstance(value, str):
        return without_marks(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        whole = float(value).is_integer() and abs(value) < _MOST_DIGITS
        return str(int(value)) if whole else _cut(value)
    if midnight and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def _cut(value: float) -> str:
    """A fraction as it is; of a number with more digits than a spreadsheet keeps, none that looks whole."""
    return f"{value:.5E}" if abs(value) >= _MOST_DIGITS else str(value)
