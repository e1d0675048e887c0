"""Read times as exports write them: local clocks, epochs, epochs of local time, and the hour that comes twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_UNITS: dict[str, timedelta] = {
    "epoch_s": timedelta(seconds=1),
    "epoch_ms": timedelta(milliseconds=1),
    "epoch_s_local": timedelta(seconds=1),
    "epoch_ms_local": timedelta(milliseconds=1),
}
NAMED_FORMATS: frozenset[str] = frozenset({"iso", *_EPOCH_UNITS})
"""`*_local` formats hold local time as if it were UTC, as some map servers publish it."""

_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An aware UTC time; `ambiguous` when the local clock showed it twice, `skipped` when it never did."""

    at: datetime
    ambiguous: bool = False
    skipped: bool = False
    second: datetime | None = None
    """The other reading of an ambiguous time."""

    def not_before(self, earlier: datetime | None) -> Moment:
        """The rule for the hour that comes twice: the first reading, unless only the second keeps the order."""
        if earlier is not None and self.at < earlier and self.second is not None and self.second >= earlier:
            return Moment(at=self.second, ambiguous=True)
        return self


def read_moment(text: str, *, time_format: str, zone: ZoneInfo) -> Moment:
    """Read one time. Raises ValueError that says what was expected, never what was found."""
    if time_format in _EPOCH_UNITS:
        return _from_epoch(text, time_format, zone)
    if time_format == "iso":
        return _placed(_from_iso(text), zone)
    try:
        return _placed(datetime.strptime(text.strip(), time_format), zone)  # noqa: DTZ007 - the zone is the mapping's
    except ValueError:
        raise ValueError(f"not a time like {time_format!r}") from None


def _from_epoch(text: str, time_format: str, zone: ZoneInfo) -> Moment:
    try:
        at = _EPOCH + float(text) * _EPOCH_UNITS[time_format]
    except (ValueError, OverflowError):
        raise ValueError(f"not a number for {time_format}") from None
    return _placed(at.replace(tzinfo=None), zone) if time_format.endswith("_local") else Moment(at=at)


def _from_iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", text.strip()))
    except ValueError:
        raise ValueError("not an ISO 8601 time") from None


def _placed(moment: datetime, zone: ZoneInfo) -> Moment:
    """A local time on the one line of UTC; a time with a zone of its own keeps it."""
    if moment.tzinfo is not None:
        return Moment(at=moment.astimezone(UTC))
    first = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = moment.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return Moment(at=first)
    if first < second:
        return Moment(at=first, ambiguous=True, second=second)
    # In spring `first` lies an hour after the gap began: the clock had not been put forward yet.
    return Moment(at=first, skipped=True)
