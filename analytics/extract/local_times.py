"""Days and hours by an agency's clocks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


class LocalTimes:
    """The clocks of one agency."""

    def __init__(self, time_zone: str) -> None:
        self.zone = ZoneInfo(time_zone)

    def day(self, moment: datetime) -> date:
        """The day of an aware moment."""
        return moment.astimezone(self.zone).date()

    def day_hour_weekday(self, moment: datetime) -> tuple[date, int, int]:
        """Its day, its hour, 0 to 23, and its day of the week, 1 for Monday to 7."""
        local = moment.astimezone(self.zone)
        return local.date(), local.hour, local.isoweekday()
