"""Place local clock times on the one line of UTC; an hour that comes twice, or never, has two readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What one written time can mean: its readings as aware UTC times, the likelier first.

    `ambiguous` when the local clock showed it twice, `skipped` when it never did.
    """

    readings: tuple[datetime, ...]
    ambiguous: bool = False
    skipped: bool = False
    next_day: tuple[datetime, ...] = ()
    """Those of the readings that take a time of day for one of the day after."""

    @property
    def at(self) -> datetime:
        """The likelier reading."""
        return self.readings[0]

    def not_before(self, earlier: datetime | None) -> datetime:
        """The first reading that keeps this order, else the likelier one."""
        if earlier is None:
            return self.at
        return next((at for at in self.readings if at >= earlier), self.at)


def placed(written: datetime, zone: ZoneInfo) -> Moment:
    """A naive time is by the clocks of `zone`; a time with a zone of its own keeps it."""
    if written.tzinfo is not None:
        return Moment(readings=(written.astimezone(UTC),))
    first = written.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = written.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return Moment(readings=(first,))
    # In autumn `first` is the earlier. In spring it lies an hour after the gap began, as on a clock that had not been
    # put forward yet, and `second` an hour before that.
    return Moment(readings=(first, second), ambiguous=first < second, skipped=first > second)
