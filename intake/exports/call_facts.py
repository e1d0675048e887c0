"""Read the facts of one call from its rows: number, types, priority, times, disposition and case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.event_facts import REFERENCE, TOKEN
from domain.incident_types import is_sensitive
from intake.calls.staff_ids import MOST_OFFICERS
from intake.exports.call_places import read_cell
from intake.exports.call_times import CallTimes, read_times
from intake.exports.case_steps import TimedStep, case_steps
from intake.exports.export_notes import Notes
from intake.exports.mapping import Mapping
from intake.exports.mapping_fields import Columns
from intake.exports.rows import Row
from intake.exports.value_mapping import ValueMapping
from intake.exports.written_times import is_cut


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What the export says of one call, its gaps filled as the mapping says."""

    call_number: str
    rows: tuple[int, ...]
    times: CallTimes
    initial_type: str
    final_type: str | None
    priority: int | None
    beat: str | None
    cell: str | None
    """Where, as an H3 cell: the point in the export is read no further than that."""
    call_taker: str | None
    officers: tuple[str, ...]
    officer_initiated: bool
    disposition: str
    case_number: str | None
    steps: tuple[TimedStep, ...]
    victim: bool | None
    """True where the rows say the caller is a victim; None leaves it to chance."""


class CallReader:
    """Reads the rows of one call after another with the same vocabularies."""

    def __init__(self, mapping: Mapping, notes: Notes) -> None:
        self._mapping = mapping
        self._notes = notes
        self._types = ValueMapping.of(mapping.incident_type.values)
        self._priorities = ValueMapping.of(mapping.priority.values) if mapping.priority else None
        self._dispositions = ValueMapping.of(mapping.disposition.values)

    def read(self, call_number: str, rows: Sequence[Row]) -> CallFacts:
        """The facts of this call. Raises NoTime."""
        mapping = self._mapping
        times = read_times(rows, mapping, self._notes)
        most_serious = min(rows, key=lambda row: self._rank(self._type(row, mapping.incident_type.final)))
        has_case = mapping.case is not None and bool(most_serious.first(mapping.case.number))
        if mapping.case and len({row.first(mapping.case.number) for row in rows}) > 1:
            self._notes.remarks["a call with several case numbers: that of its most serious row is played"] += 1
        received, cleared = times.known["received"], times.get("cleared")
        return CallFacts(
            call_number=call_number,
            rows=tuple(row.number for row in rows),
            times=times,
            initial_type=self._initial_type(call_number, rows),
            final_type=self._final_type(call_number, most_serious),
            priority=self._priority(call_number, rows),
            beat=self._label(rows, mapping.beat),
            cell=read_cell(rows, mapping.location, self._notes),
            call_taker=next(iter(self._staff(rows, mapping.call_taker)), None),
            officers=self._staff(rows, mapping.officers),
            officer_initiated=self._officer_initiated(rows, times),
            disposition=self._disposition(call_number, rows),
            case_number=self._label([most_serious], mapping.case.number) if mapping.case else None,
            steps=case_steps(call_number, rows, mapping, self._notes, received=received, cleared=cleared)
            if has_case
            else (),
            victim=self._victim(rows),
        )

    def _label(self, rows: Sequence[Row], columns: Columns) -> str | None:
        """The first that is not blank. What is no number or label that people use is left out; the rest is played."""
        label = next((label for row in rows if (label := row.first(columns))), None)
        if label is None or (REFERENCE.takes(label) and not is_cut(label)):
            return label
        why = "a number that a spreadsheet has cut" if is_cut(label) else f"not {REFERENCE.words}"
        self._notes.remarks[f"{' or '.join(columns)}: {why}: left out"] += 1
        return None

    def _staff(self, rows: Sequence[Row], columns: Columns) -> tuple[str, ...]:
        """Each id once. A value that is no id, such as a name, is left out: only ids may leave the export."""
        values = dict.fromkeys(row.values[column] for row in rows for column in columns if row.values[column])
        ids = tuple(value for value in values if TOKEN.takes(value) and not is_cut(value))
        if len(ids) < len(values):
            self._notes.remarks[f"no id in {' or '.join(columns)}: left out"] += len(values) - len(ids)
        return ids[:MOST_OFFICERS]

    def _initial_type(self, call_number: str, rows: Sequence[Row]) -> str:
        columns = self._mapping.incident_type.initial
        types = [self._type(row, columns, unmapped_of=call_number) for row in rows]
        return min((one for one in types if one), key=self._rank, default=self._mapping.incident_type.unknown)

    def _final_type(self, call_number: str, row: Row) -> str | None:
        """What the call turned out to be; "unknown" says nothing new."""
        columns = self._mapping.incident_type.final
        final = self._type(row, columns, unmapped_of=call_number if row.first(columns) else "")
        return None if final == self._mapping.incident_type.unknown else final

    def _type(self, row: Row, columns: Columns, *, unmapped_of: str = "") -> str | None:
        """The type in the first column whose value is mapped, if any; noted if none is, for the call it is asked of."""
        for column in columns:
            found = self._types.find(row.values[column]) if row.values[column] else None
            if found is not None:
                return found
        if unmapped_of:
            column = next((column for column in columns if row.values[column]), columns[0])
            self._notes.unknown(unmapped_of, column, row.values[column])
        return None

    def _rank(self, incident_type: str | None) -> int:
        """The lower the more serious: sensitive types, then the mapping's own order, then the rest."""
        order = self._mapping.incident_type.most_serious
        if is_sensitive(incident_type):
            return -1
        return order.index(incident_type) if incident_type in order else len(order) + (incident_type is None)

    def _priority(self, call_number: str, rows: Sequence[Row]) -> int | None:
        if self._priorities is None or self._mapping.priority is None:
            return None
        columns = self._mapping.priority.columns
        found = [self._priorities.find(row.first(columns)) for row in rows]
        for row, priority in zip(rows, found, strict=True):
            if priority is None:
                self._notes.unknown(call_number, " or ".join(columns), row.first(columns))
        return min((one for one in found if one is not None), default=None)

    def _disposition(self, call_number: str, rows: Iterable[Row]) -> str:
        columns, otherwise = self._mapping.disposition.columns, self._mapping.disposition.otherwise
        if not columns:
            return otherwise
        value = next((said for row in rows if (said := row.first(columns))), "")
        found = self._dispositions.find(value)
        if found is None:
            self._notes.unknown(call_number, " or ".join(columns), value)
        return found or otherwise

    def _officer_initiated(self, rows: Sequence[Row], times: CallTimes) -> bool:
        rules = self._mapping.officer_initiated
        if any(row.fits(condition) for condition in rules.any for row in rows):
            return True
        pair = [None if name in times.invented else times.get(name) for name in rules.same_time]
        return bool(pair) and pair[0] is not None and pair[0] == pair[1]

    def _victim(self, rows: Iterable[Row]) -> bool | None:
        condition = self._mapping.people.victim_when
        return any(row.fits(condition) for row in rows) if condition else None
