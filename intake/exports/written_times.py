"""Read times as exports write them: by formats, as epochs or spreadsheet days; a placeholder date is no time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

_MIDNIGHT = time()
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a count of local time has no zone
_UNITS: dict[str, tuple[datetime, timedelta]] = {
    "epoch_s": (_EPOCH.replace(tzinfo=UTC), timedelta(seconds=1)),
    "epoch_ms": (_EPOCH.replace(tzinfo=UTC), timedelta(milliseconds=1)),
    "epoch_s_local": (_EPOCH, timedelta(seconds=1)),
    "epoch_ms_local": (_EPOCH, timedelta(milliseconds=1)),
    "excel": (datetime(1899, 12, 30), _DAY),  # noqa: DTZ001 - by local clocks
}
"""Named formats that count: from when, and what."""

ISO = "iso"
NAMED_FORMATS: frozenset[str] = frozenset({ISO, *_UNITS})
"""`*_local` formats hold local time as if it were UTC, as some map servers publish it."""

YEARS = range(1971, 2070)
"""No CAD recorded a call before 1971. Other years are placeholders: 9999, 0026, 1900, 1899, the first day of Unix."""

DAY, TIME_OF_DAY = "day", "time of day"
_SAMPLE = datetime(2023, 11, 22, 13, 45, tzinfo=UTC)
_CUT = re.compile(r"[+-]?\d+(?:[.,]\d+E\+?|E\+)\d+", re.IGNORECASE)
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_SPACE_BEFORE_ZONE = re.compile(r" (?=[+-]\d\d:?\d\d$)")
_HOUR_24 = re.compile(r"(?<=[T ])24(?=:?00(?::?00(?:\.0+)?)?(?:$|[Z+-]))")
_DATE = re.compile(r"(?:(\d{4})[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}))(?!\d)")
_PLACEHOLDER = "a placeholder date, which means no time"
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?")


class NotATime(ValueError):
    """A value from which no time can be read; the message says why, never what the value was."""


class PlaceholderDate(NotATime):
    """A date that stands for "no time"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTime:
    """A day and the time since its midnight, as written; no `clock` when the time of day was not written.

    `zone` is None for local clocks. 24:00 is a whole day after midnight.
    """

    day: date
    clock: timedelta | None = None
    zone: tzinfo | None = None

    def check(self) -> timedelta:
        """Its time of day, if it is a time at all. Raises NotATime, PlaceholderDate."""
        if self.day.year not in YEARS:
            raise PlaceholderDate(_PLACEHOLDER)
        if self.clock is None:
            raise NotATime("a date without a time of day")
        return self.clock

    @property
    def at(self) -> datetime:
        """As one moment, naive by local clocks. Raises NotATime, PlaceholderDate."""
        clock = self.check()
        return datetime.combine(self.day, _MIDNIGHT, self.zone) + clock


def is_cut(value: str) -> bool:
    """True for 2.30101E10: a spreadsheet has kept only the first digits of a number."""
    return _CUT.fullmatch(value.strip()) is not None


def split(at: datetime) -> WrittenTime:
    """A moment as its day and time of day."""
    return WrittenTime(day=at.date(), clock=since_midnight(at.time()), zone=at.tzinfo)


def since_midnight(clock: time) -> timedelta:
    """A time of day as a duration."""
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


@cache
def lacks(time_format: str) -> tuple[str, ...]:
    """What times in a format do not say: DAY, TIME_OF_DAY. Raises ValueError for what is no format."""
    if time_format in NAMED_FORMATS:
        return ()
    try:
        read = datetime.strptime(_SAMPLE.strftime(time_format), time_format)  # noqa: DTZ007 - only tries the format
    except ValueError:
        raise ValueError("is not a strptime format, as %Y-%m-%d %H:%M:%S") from None
    same_clock = (read.hour, read.minute) == (_SAMPLE.hour, _SAMPLE.minute)
    return (*(() if read.date() == _SAMPLE.date() else (DAY,)), *(() if same_clock else (TIME_OF_DAY,)))


def read_written(text: str, formats: Iterable[str]) -> WrittenTime:
    """Read a date, with or without a time of day, by the first format that fits. Raises NotATime, PlaceholderDate."""
    wanted = tuple(formats)
    if is_cut(text):
        raise NotATime("a number that a spreadsheet has cut")
    found = next((found for one in wanted if (found := _read(text.strip(), one)) is not None), None)
    if found is None and (date_like := _DATE.match(text.strip())) and int(date_like[1] or date_like[2]) not in YEARS:
        raise PlaceholderDate(_PLACEHOLDER)
    if found is None:
        raise NotATime(f"not a time like {' or '.join(map(repr, wanted))}")
    return found


def read_clock(text: str, formats: Iterable[str]) -> timedelta:
    """Read a time of day as the time since midnight, by the first format that fits. Raises NotATime."""
    wanted = tuple(formats)
    for time_format in wanted:
        if time_format == ISO:
            clock = _iso_clock(text.strip())
        else:
            found = _read(_padded(text.strip(), time_format), time_format)
            clock = found.clock if found else None
        if clock is not None:
            return clock
    raise NotATime(f"not a time of day like {' or '.join(map(repr, wanted))}")


def _read(text: str, time_format: str) -> WrittenTime | None:
    if time_format in _UNITS:
        return _counted(text, time_format)
    return _iso(text) if time_format == ISO else _by_format(text, time_format)


def _counted(text: str, time_format: str) -> WrittenTime | None:
    base, unit = _UNITS[time_format]
    try:
        at = base + float(text) * unit
    except (ValueError, OverflowError):
        return None
    if unit < _DAY:
        return split(at)
    # A spreadsheet's day is a float: what differs by less than half a second is the same time.
    whole = split((at + timedelta(milliseconds=500)).replace(microsecond=0))
    return WrittenTime(day=whole.day, clock=None if float(text).is_integer() else whole.clock)


def _iso(text: str) -> WrittenTime | None:
    try:
        return WrittenTime(day=date.fromisoformat(text))
    except ValueError:
        pass
    plain = _SPACE_BEFORE_ZONE.sub("", _LONG_FRACTION.sub(r"\1", text))
    at_midnight, is_24 = _HOUR_24.subn("00", plain)
    try:
        found = split(datetime.fromisoformat(at_midnight))
    except ValueError:
        return None
    return WrittenTime(day=found.day, clock=_DAY if is_24 else found.clock, zone=found.zone)


def _iso_clock(text: str) -> timedelta | None:
    found = _TIME_OF_DAY.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), float(found[3] or 0)
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return clock if minutes < 60 and seconds < 60 and clock <= _DAY else None


def _by_format(text: str, time_format: str) -> WrittenTime | None:
    found = _strptime(text, time_format)
    if found is not None:
        day_only = TIME_OF_DAY in lacks(time_format)
        return WrittenTime(day=found.day, zone=found.zone) if day_only else found
    if "%H" not in time_format:
        return None
    # 24:00:00 ends a day. strptime does not know it, but takes it as words of the format.
    found = _strptime(text, time_format.replace("%H", "24").replace("%M", "00").replace("%S", "00"))
    return WrittenTime(day=found.day, clock=_DAY, zone=found.zone) if found and not found.clock else None


def _strptime(text: str, time_format: str) -> WrittenTime | None:
    try:
        return split(datetime.strptime(text, time_format))  # noqa: DTZ007 - the zone is the mapping's
    except ValueError:
        return None


def _padded(text: str, time_format: str) -> str:
    """A spreadsheet drops leading zeros: 905 is 0905."""
    width = {"%H%M": 4, "%H%M%S": 6}.get(time_format, 0)
    return text.zfill(width) if text.isdigit() else text
