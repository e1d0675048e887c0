"""Put the rows of an export together by call number; a number that cannot be one is named with its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from domain.event_facts import CALL_NUMBER
from intake.exports.export_notes import Notes
from intake.exports.mapping import CallNumber, Mapping
from intake.exports.row_times import TimeReader
from intake.exports.rows import ExportRows, Row
from intake.exports.written_times import is_cut

CUT = "a spreadsheet has cut this number, so that it reads like 2.3E10: export the column again, as text"
NOT_UNIQUE = (
    "the call number is not unique, and the mapping does not say several_rows = 'merge', "
    "or starts_again where numbers are used again"
)
USED_AGAIN = (
    "received more than a day apart from the first row of its call number: "
    "the mapping must say starts_again where numbers are used again"
)

ONE_CALL = timedelta(days=1)
"""How far apart the rows of one call say that it was received."""


class BadNumber(ValueError):
    """A row without a usable call number; the message says why."""


def rows_by_call(export: ExportRows, mapping: Mapping, notes: Notes) -> dict[str, list[Row]]:
    """The rows of each call, in the order of the file. Every row that is left out is in the notes."""
    return _Grouping(mapping, notes).grouped(export.rows)


class _Grouping:
    def __init__(self, mapping: Mapping, notes: Notes) -> None:
        self._mapping = mapping
        self._notes = notes
        # What it remarks would be told twice: the times of each call are read again.
        self._times = TimeReader(mapping, Notes())
        self._may_merge = mapping.export.several_rows == "merge"
        self._received: dict[str, datetime] = {}
        """Of each call, when its first row was received."""

    def grouped(self, rows: Sequence[Row]) -> dict[str, list[Row]]:
        calls: dict[str, list[Row]] = {}
        for row in rows:
            try:
                number = self._number(row)
                if number in calls:
                    self._check_same_call(number, row)
            except BadNumber as problem:
                self._notes.drop(row.number, str(problem))
                continue
            if number not in calls and self._may_merge and (at := self._receipt(row)):
                self._received[number] = at
            calls.setdefault(number, []).append(row)
            self._remark_on_stand_in(row)
        merged = sum(len(several) - 1 for several in calls.values())
        if merged:
            self._notes.remarks["rows that belong to a call an earlier row began: merged"] += merged
        return calls

    def _number(self, row: Row) -> str:
        said = self._mapping.call_number
        number = written_number(row, said)
        if said.starts_again != "never":
            number = f"{self._period(row, said.starts_again)}{said.joined_by}{number}"
        if not CALL_NUMBER.takes(number):
            raise BadNumber(f"not {CALL_NUMBER.words}")
        return number

    def _check_same_call(self, number: str, row: Row) -> None:
        if not self._may_merge:
            raise BadNumber(NOT_UNIQUE)
        at, first = self._receipt(row), self._received.get(number)
        if at and first and abs(at - first) > ONE_CALL:
            raise BadNumber(USED_AGAIN)

    def _period(self, row: Row, starts_again: Literal["yearly", "daily"]) -> str:
        at = self._receipt(row)
        if at is None:
            raise BadNumber(f"no time of receipt, and the call number starts again {starts_again}")
        day = at.astimezone(self._mapping.zone).date()
        return str(day.year) if starts_again == "yearly" else day.isoformat()

    def _receipt(self, row: Row) -> datetime | None:
        moment = self._times.moment(row, self._mapping.times.received)
        return moment.at if moment else None

    def _remark_on_stand_in(self, row: Row) -> None:
        columns = self._mapping.call_number.columns
        if columns and not row.values[columns[0]]:
            used = next(column for column in columns if row.values[column])
            self._notes.remarks[f"rows without {columns[0]}: numbered by {used}"] += 1


def written_number(row: Row, said: CallNumber) -> str:
    """The number as the row has it, its parts joined. Raises BadNumber."""
    parts = [row.values[column] for column in said.parts] or [row.first(said.columns)]
    if not all(parts):
        raise BadNumber(f"no call number in {(' and ' if said.parts else ' or ').join(said.names)}")
    if any(is_cut(part) for part in parts):
        raise BadNumber(CUT)
    return said.joined_by.join(parts)
