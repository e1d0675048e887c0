"""Read the times of one call: the earliest of its rows, missing ones invented by the mapping's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.exports.export_notes import Notes
from intake.exports.local_times import read_moment
from intake.exports.mapping import TIME_NAMES, Columns, Mapping, TimeName
from intake.exports.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimes:
    """Aware UTC times by name, and which of them were not recorded."""

    known: dict[TimeName, datetime]
    invented: frozenset[TimeName] = frozenset()

    def get(self, name: TimeName) -> datetime | None:
        """This time, if there is one."""
        return self.known.get(name)


class NoTime(ValueError):
    """A call without a time of receipt; the message says why."""


def read_times(rows: Sequence[Row], mapping: Mapping, notes: Notes) -> CallTimes:
    """Known times, then invented ones. Raises NoTime."""
    received = read_time(rows, mapping.times.received, mapping, notes)
    if received is None:
        raise NoTime(f"no time of receipt in {' or '.join(mapping.times.received)}")
    known: dict[TimeName, datetime] = {"received": received}
    for name in TIME_NAMES[1:]:
        columns: Columns = getattr(mapping.times, name)
        at = read_time(rows, columns, mapping, notes, not_before=received, last=name == "cleared")
        if at is None:
            continue
        if at < received:
            notes.remarks[f"{name} before the call was received: left out"] += 1
        else:
            known[name] = at
    return _with_invented(known, mapping, notes)


def read_time(
    rows: Sequence[Row],
    columns: Columns,
    mapping: Mapping,
    notes: Notes,
    *,
    not_before: datetime | None = None,
    last: bool = False,
) -> datetime | None:
    """The earliest (or last) of what the rows say; None if they say nothing that can be read."""
    found = [at for row in rows if (at := _one(row.first(columns), columns, mapping, notes, not_before)) is not None]
    if not found:
        return None
    return max(found) if last else min(found)


def _one(text: str, columns: Columns, mapping: Mapping, notes: Notes, not_before: datetime | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = read_moment(text, time_format=mapping.export.time_format, zone=mapping.zone)
    except ValueError as error:
        notes.remarks[f"{' or '.join(columns)}: {error}: left out"] += 1
        return None
    if moment.ambiguous:
        notes.remarks["a local time that came twice that night: the first is meant unless only the second fits"] += 1
    if moment.skipped:
        notes.remarks["a local time that never was, when clocks went forward: taken an hour later"] += 1
    return moment.not_before(not_before).at


def _with_invented(known: dict[TimeName, datetime], mapping: Mapping, notes: Notes) -> CallTimes:
    times = dict(known)
    invented: set[TimeName] = set()
    for rule in mapping.invented:
        if rule.time in times or rule.after not in times:
            continue
        at = times[rule.after] + timedelta(minutes=rule.minutes)
        limit = times.get(rule.not_after) if rule.not_after else None
        times[rule.time] = at if limit is None else max(times[rule.after], min(at, limit))
        invented.add(rule.time)
        notes.invented[f"time {rule.time}: {rule.why}"] += 1
    return CallTimes(known=times, invented=frozenset(invented))
