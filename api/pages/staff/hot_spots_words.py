"""The words of one hot spot: where it is, how many calls, and when they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.findings import FEWEST_SHOWN, HotSpot
from api.pages.staff import hot_spots_texts as texts
from api.pages.staff.signed_in import StaffPage
from locales.dates_and_times import time_in_sentence
from locales.formats import isolate

MOST_BEATS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotWords:
    """In the language of a page."""

    page: StaffPage
    boundary: Boundary

    def beats(self, codes: Sequence[str]) -> str:
        """The beats it lies in, with code and name."""
        known = [code for code in codes if code]
        if not known:
            return self.page.say(texts.NO_BEAT)
        more = ["..."] if len(known) > MOST_BEATS else []
        return ", ".join([self._beat(code) for code in known[:MOST_BEATS]] + more)

    def _beat(self, code: str) -> str:
        name = self.boundary.name_of(code)
        both = code if name == code else f"{code} {name}"
        return isolate(both, self.page.language)

    def calls(self, count: int | None) -> str:
        """Their number, or that they are too few to say."""
        return self.page.say(texts.FEWER, count=str(FEWEST_SHOWN)) if count is None else self.number(count)

    def when(self, spot: HotSpot) -> str:
        """Hours and days that have two thirds of its calls."""
        hours = ""
        if spot.hours:
            begins, ends = (self._clock(hour) for hour in spot.hours)
            hours = self.page.say(texts.BETWEEN, begins=begins, ends=ends)
        days = self._days(spot.days) if spot.days else ""
        if hours and days:
            return self.page.say(texts.MOST_HOURS_DAYS, hours=hours, days=days)
        if hours or days:
            return self.page.say(texts.MOST_HOURS if hours else texts.MOST_DAYS, hours=hours, days=days)
        return self.page.say(texts.ANY_TIME)

    def _clock(self, hour: int) -> str:
        return time_in_sentence(datetime(2026, 1, 1, hour, tzinfo=UTC), self.page.language, ZoneInfo("UTC"))

    def _days(self, days: tuple[int, ...]) -> str:
        names = get_day_names("wide", locale=self.page.language)
        return str(format_list([names[day - 1] for day in days], locale=self.page.language))

    def number(self, value: float, digits: int = 0) -> str:
        """With so many digits after the point."""
        form = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=form, locale=self.page.language))

    def share(self, value: float) -> str:
        """Of 0 to 1, in percent."""
        return str(format_percent(value, format="#,##0.0%" if value < 0.1 else "#,##0%", locale=self.page.language))
