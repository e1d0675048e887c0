"""Read one time of one row, where the mapping says that it is written; what is no time is counted and left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from intake.exports.export_notes import Notes
from intake.exports.local_times import Moment, placed
from intake.exports.mapping import Mapping
from intake.exports.mapping_fields import Columns, Formats, TimeSource, TimeSources
from intake.exports.rows import Row
from intake.exports.written_times import ISO, NotATime, WrittenTime, read_clock, read_written, since_midnight, split

_DAY = timedelta(days=1)
_PAST_MIDNIGHT = timedelta(hours=12)
"""A time of day up to so long after the receipt, across midnight, belongs to the next day."""


class TimeReader:
    """Reads times of rows by one mapping."""

    def __init__(self, mapping: Mapping, notes: Notes) -> None:
        self._mapping = mapping
        self._notes = notes
        self._days_of_receipt = {source.date for source in mapping.times.received if source.date}

    def moment(self, row: Row, sources: TimeSources, *, receipt: datetime | None = None) -> Moment | None:
        """What the first of the sources that says a time can mean; None if none says one that can be read.

        With `receipt`, a time of day beside the day of the receipt may be one of the next day.
        """
        for source in sources:
            shares_day = receipt is not None and source.date in self._days_of_receipt
            # Beside the day of the receipt, a blank time of day only says that it did not happen.
            if not row.fits(source.when) or (shares_day and not source.at and not row.first(source.time)):
                continue
            for written in self._readable(row, source):
                moment = self._placed(written)
                return self._with_next_day(moment, written, receipt) if shares_day and receipt else moment
        return None

    def _readable(self, row: Row, source: TimeSource) -> Iterator[WrittenTime]:
        """The times in the columns of one source, in turn."""
        days: list[Columns] = [source.date] if source.date else [(column,) for column in source.columns]
        for columns in days:
            if not row.first(columns):
                continue
            try:
                yield self._checked(row, source, columns)
            except NotATime as problem:
                self._notes.remarks[f"{' or '.join((*columns, *source.time))}: {problem}: left out"] += 1

    def _checked(self, row: Row, source: TimeSource, columns: Columns) -> WrittenTime:
        written = self._written(row, source, columns)
        if written.clock is None and source.at:
            written = replace(written, clock=read_clock(source.at, (ISO,)))
            self._notes.invented[f"time of day {source.at}: {' or '.join(columns)} has only the day"] += 1
        written.check()
        return written

    def _written(self, row: Row, source: TimeSource, columns: Columns) -> WrittenTime:
        if source.columns:
            return _day(row, columns, source.format or self._mapping.export.time_format)
        day = _day(row, columns, source.date_format).day
        return WrittenTime(day=day, clock=_clock(row, source.time, source.time_format))

    def _placed(self, written: WrittenTime) -> Moment:
        moment = placed(written.at, self._mapping.zone)
        if moment.ambiguous:
            self._notes.remarks[
                "a local time that came twice that night: the first is meant unless only the second fits"
            ] += 1
        if moment.skipped:
            self._notes.remarks[
                "a local time that never was, when clocks went forward: taken an hour later unless only earlier fits"
            ] += 1
        return moment

    def _with_next_day(self, moment: Moment, written: WrittenTime, receipt: datetime) -> Moment:
        next_day = placed(written.at + _DAY, self._mapping.zone).readings
        if max(moment.readings) >= receipt or next_day[0] - receipt > _PAST_MIDNIGHT:
            return moment
        return replace(moment, readings=(*moment.readings, *next_day), next_day=next_day)


def _day(row: Row, columns: Columns, formats: Formats) -> WrittenTime:
    """The first of these columns that is not blank. Raises NotATime."""
    column = next(column for column in columns if row.values[column])
    known = row.clocks.get(column)
    if isinstance(known, datetime):
        return split(known)
    if isinstance(known, date):
        return WrittenTime(day=known)
    if known is not None:
        raise NotATime("a time of day without a day")
    return read_written(row.values[column], formats)


def _clock(row: Row, columns: Columns, formats: Formats) -> timedelta | None:
    """The time of day in the first of these columns that is not blank; None if all are. Raises NotATime."""
    column = next((column for column in columns if row.values[column]), None)
    if column is None:
        return None
    known = row.clocks.get(column)
    if isinstance(known, datetime):
        return since_midnight(known.time())
    if isinstance(known, time):
        return since_midnight(known)
    if isinstance(known, timedelta) and timedelta() <= known <= _DAY:
        return known
    if known is not None:
        raise NotATime("not a time of day")
    return read_clock(row.values[column], formats)
