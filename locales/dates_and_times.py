"""Dates and times of day as readers of each language tell them, in full also by their other calendar or clock.

In full, Arabic names the month twice (readers from the Levant and Iraq know other names than those from Egypt), Farsi
adds the Solar Hijri date, and Swahili the clock that counts from dawn. A text is short where this costs a segment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from persiantools.jdatetime import JalaliDate

from locales.formats import locale_of, with_own_digits
from locales.swahili_clock import swahili_clock


class Room(StrEnum):
    """How much room there is: `FULL` has both calendars or clocks, `SHORT` the one that all readers know."""

    FULL = "full"
    SHORT = "short"


_CLOCKS: Mapping[str, str] = {"es": "h:mm a", "sw": "h:mm a"}
"""As clocks are read in the United States. Spanish writes "p. m." with a space, as CLDR's `es` has it and `es_US` has
not; Swahili needs AM and PM, since a bare 9:00 may be counted from dawn."""


def format_date(moment: datetime, language: str, zone: ZoneInfo, room: Room = Room.FULL) -> str:
    """The day of `moment` (aware) in the given zone: "November 21, 2026"."""
    day = moment.astimezone(zone).date()
    write = _IN_FULL.get(language, _usual_date) if room is Room.FULL else _usual_date
    return with_own_digits(write(day, language), language)


def format_time(moment: datetime, language: str, zone: ZoneInfo, room: Room = Room.FULL) -> str:
    """The time of `moment` (aware) in the given zone, to the minute: "3:45 PM". Its spaces are plain: a no-break space
    would double the price of a text.
    """
    shown = moment.astimezone(zone).time().replace(second=0, microsecond=0)
    clock = _clock(shown, language)
    return f"{clock} ({swahili_clock(shown)})" if language == "sw" and room is Room.FULL else clock


def time_in_sentence(moment: datetime, language: str, zone: ZoneInfo, room: Room = Room.FULL) -> str:
    """The same as it follows "at", "between" or "after": Spanish brings its article, "la 1:05" and "las 2:05"."""
    clock = format_time(moment, language, zone, room)
    if language == "es":
        return f"{'la' if clock.startswith('1:') else 'las'} {clock}"
    return clock


@lru_cache(maxsize=2048)
def _clock(shown: time, language: str) -> str:
    clock = babel_time(shown, format=_CLOCKS.get(language, "short"), locale=locale_of(language))
    return with_own_digits(clock.replace("\u202f", " ").replace("\u00a0", " "), language)


@lru_cache(maxsize=1024)
def _usual_date(day: date, language: str) -> str:
    return babel_date(day, format="long", locale=locale_of(language))


@lru_cache(maxsize=1024)
def _with_both_months(day: date, language: str) -> str:
    other = babel_date(day, format="MMMM", locale=locale_of("ar_SY"))
    return babel_date(day, format=f"d MMMM '({other})' y", locale=locale_of(language))


@lru_cache(maxsize=1024)
def _with_solar_hijri(day: date, language: str) -> str:
    """With the month names of Iran. Dari has others (Aqrab for Aban), which its readers know these from."""
    solar = JalaliDate(day)
    written = f"{solar.day} {solar.strftime('%B', locale='fa')} {solar.year}"
    return f"{_usual_date(day, language)} ({written})"


_IN_FULL: Mapping[str, Callable[[date, str], str]] = {"ar": _with_both_months, "fa": _with_solar_hijri}
