"""Read the times of one call: the earliest of its rows, missing ones invented by the mapping's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.exports.export_notes import Notes
from intake.exports.local_times import Moment
from intake.exports.mapping import TIME_NAMES, Mapping, TimeName
from intake.exports.mapping_fields import TimeSources
from intake.exports.reading_order import in_order
from intake.exports.row_times import TimeReader
from intake.exports.rows import Row

LONGEST_RESPONSE = timedelta(days=366)
"""A time of a response later than this is a placeholder such as 12/31/2049."""


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
    said = _said(rows, mapping, notes)
    if not said["received"]:
        raise NoTime(f"no time of receipt in {' or '.join(columns_of(mapping.times.received))}")
    found = in_order(said)
    received = found["received"]
    known: dict[TimeName, datetime] = {}
    for name, at in found.items():
        if at < received:
            notes.remarks[f"{name} before the call was received: left out"] += 1
        elif at - received > LONGEST_RESPONSE:
            notes.remarks[f"{name} more than a year after the call was received: left out"] += 1
        else:
            known[name] = at
            if any(at in moment.next_day for moment in said[name]):
                notes.remarks[f"{name} at a time of day before the receipt: taken as the next day"] += 1
    return _with_invented(known, mapping, notes)


def _said(rows: Sequence[Row], mapping: Mapping, notes: Notes) -> dict[TimeName, list[Moment]]:
    """What each row says of each time."""
    reader = TimeReader(mapping, notes)
    received = [(row, reader.moment(row, mapping.times.received)) for row in rows]
    first = min((moment.at for _, moment in received if moment), default=None)
    said: dict[TimeName, list[Moment]] = {"received": [moment for _, moment in received if moment]}
    for name in TIME_NAMES[1:]:
        sources: TimeSources = getattr(mapping.times, name)
        found = [reader.moment(row, sources, receipt=own.at if own else first) for row, own in received]
        said[name] = [moment for moment in found if moment]
    return said


def columns_of(sources: TimeSources) -> list[str]:
    """The columns in which a time is written, each once."""
    return list(dict.fromkeys(name for source in sources for name in source.names))


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
