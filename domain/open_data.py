"""What an agency decides about its open data: whether, under which licence, how often, and what rows tell first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ReleaseSpan(StrEnum):
    """The days of one release; the longer, the more detail its rows show."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def end(self, begins: date) -> date:
        """The first day after the day, week (from Monday), month or quarter in which a day lies."""
        match self:
            case ReleaseSpan.DAY:
                return begins + timedelta(days=1)
            case ReleaseSpan.WEEK:
                return begins + timedelta(days=7 - begins.weekday())
            case ReleaseSpan.MONTH:
                return _months_on(begins.replace(day=1), 1)
            case ReleaseSpan.QUARTER:
                return _months_on(begins.replace(month=(begins.month - 1) // 3 * 3 + 1, day=1), 3)


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


class Prefer(StrEnum):
    """What rows tell first, where not everything can be told."""

    PLACE = "place"
    """The cell if it can be, else the beat; type and time as far as is left."""
    TIME = "time"
    """What it was about and when; the place as far as is left."""


LICENSES = {
    "CC0-1.0": ("Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}
"""By its SPDX identifier: name and address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataPolicy:
    """The table `[open_data]` of a policy. Nothing is released until `publish` is true."""

    publish: bool = False
    title: str = "Police calls for service"
    contact: str = ""
    """The mailbox of an office, never a person's."""
    license: str = "CC0-1.0"
    every: ReleaseSpan = ReleaseSpan.DAY
    prefer: Prefer = Prefer.TIME
    delay: timedelta = timedelta(days=3)
    """How long after its last day a release is made: by then most calls have ended."""
