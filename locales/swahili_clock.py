"""The Swahili clock: its hours count from dawn, so that nine in the morning is the third hour of the morning.

A bare "saa 9" is three o'clock to its readers, and a victim who chooses when a text is safe must not be wrong by six
hours. So the part of the day is always said, and minutes in words ("na dakika 15"): "3:15" looks like the other clock.
"""

from __future__ import annotations

from datetime import time

_PARTS_OF_DAY: tuple[tuple[int, str], ...] = (
    (4, "alfajiri"),
    (6, "asubuhi"),
    (12, "mchana"),
    (16, "jioni"),
    (19, "usiku"),
)
"""From which hour on each is said: dawn, morning, day, evening, night. As CLDR has them, but six in the morning is
"saa 12 asubuhi", as it is taught; CLDR says alfajiri until seven."""


def swahili_clock(at: time) -> str:
    """A time of day as Swahili tells it: "saa 3 asubuhi" for 9:00, "saa 3 na dakika 15 usiku" for 21:15."""
    hour = (at.hour - 6) % 12 or 12
    minutes = f" na dakika {at.minute}" if at.minute else ""
    return f"saa {hour}{minutes} {_part_of_day(at.hour)}"


def _part_of_day(hour: int) -> str:
    begun = [part for first, part in _PARTS_OF_DAY if first <= hour]
    return begun[-1] if begun else _PARTS_OF_DAY[-1][1]
