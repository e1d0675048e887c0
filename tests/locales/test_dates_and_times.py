"""Dates and times are told as readers expect, in full by both of their calendars or clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser

from domain.messages import LANGUAGES, RIGHT_TO_LEFT
from domain.sms_segments import GSM_BASIC
from locales.dates_and_times import Room, format_date, format_time, time_in_sentence

DENVER = ZoneInfo("America/Denver")
GREENWICH = ZoneInfo("UTC")
EVENING = datetime(2026, 11, 21, 4, 5, tzinfo=UTC)
"""Still the 20th in Denver, at 21:05."""
MINUTES = [datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(24 * 60)]
NOWRUZ = {
    **{year: date(year, 3, 21) for year in range(2015, 2036)},
    **{year: date(year, 3, 20) for year in (2016, 2020, 2024, 2028, 2029, 2032, 2033)},
}
"""When the year begins in Iran: on the day whose noon in Tehran is the first after the equinox."""


@pytest.mark.parametrize(
    ("language", "day", "clock"),
    [
        ("en", "November 20, 2026", "9:05 PM"),
        ("es", "20 de noviembre de 2026", "9:05 p. m."),
        ("fr", "20 novembre 2026", "21:05"),
        ("ar", "20 نوفمبر (تشرين الثاني) 2026", "9:05 م"),
        ("sw", "20 Novemba 2026", "9:05 PM (saa 3 na dakika 5 usiku)"),
        ("fa", "۲۰ نوامبر ۲۰۲۶ (۲۹ آبان ۱۴۰۵)", "۲۱:۰۵"),
    ],
)
def test_a_moment_is_told_in_the_zone_and_manner_of_the_reader(language: str, day: str, clock: str) -> None:
    assert format_date(EVENING, language, DENVER) == day
    assert format_time(EVENING, language, DENVER) == clock


@pytest.mark.parametrize(
    ("language", "day", "clock"),
    [
        ("ar", "20 نوفمبر 2026", "9:05 م"),
        ("sw", "20 Novemba 2026", "9:05 PM"),
        ("fa", "۲۰ نوامبر ۲۰۲۶", "۲۱:۰۵"),
    ],
)
def test_in_short_there_is_one_calendar_and_one_clock(language: str, day: str, clock: str) -> None:
    assert format_date(EVENING, language, DENVER, Room.SHORT) == day
    assert format_time(EVENING, language, DENVER, Room.SHORT) == clock


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_has_no_letter_that_makes_a_text_dear(language: str) -> None:
    for moment in MINUTES:
        said = time_in_sentence(moment, language, GREENWICH)
        assert not set(said) & {"\u00a0", "\u202f"}
        assert set(said) <= GSM_BASIC or language in RIGHT_TO_LEFT


def test_spanish_says_la_at_one_o_clock_and_las_at_every_other_hour() -> None:
    for moment in MINUTES:
        said = time_in_sentence(moment, "es", GREENWICH)
        at_one = moment.hour in (1, 13)
        hour, half = (moment.hour - 1) % 12 + 1, "a. m." if moment.hour < 12 else "p. m."
        assert said == f"{'la' if at_one else 'las'} {hour}:{moment.minute:02} {half}"


def test_only_spanish_brings_an_article() -> None:
    for language in set(LANGUAGES) - {"es"}:
        assert time_in_sentence(EVENING, language, DENVER) == format_time(EVENING, language, DENVER)


def test_arabic_names_every_month_twice() -> None:
    days = [format_date(datetime(2026, month, 9, tzinfo=UTC), "ar", GREENWICH) for month in range(1, 13)]
    assert days[0] == "9 يناير (كانون الثاني) 2026"
    assert days[3] == "9 أبريل (نيسان) 2026"
    assert days[11] == "9 ديسمبر (كانون الأول) 2026"
    assert len({day.partition("(")[2] for day in days}) == 12


def solar_hijri(day: date) -> tuple[int, int, int]:
    """Counted from Nowruz: six months of 31 days, five of 30, and what is left."""
    begun = day.year if day >= NOWRUZ[day.year] else day.year - 1
    months_and_days = [(month, n) for month in range(1, 13) for n in range(1, 32 if month < 7 else 31)]
    return begun - 621, *months_and_days[(day - NOWRUZ[begun]).days]


MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
FARSI_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_the_solar_hijri_date_is_that_counted_from_nowruz() -> None:
    day = NOWRUZ[2015]
    while day < date(2035, 12, 31):
        year, month, n = solar_hijri(day)
        said = format_date(datetime.combine(day, time(12), UTC), "fa", GREENWICH)
        assert said.endswith(f" ({n} {MONTHS[month - 1]} {year})".translate(FARSI_DIGITS)), day
        day += timedelta(days=1)


_DAYS_OF_ICU = """() => {
  const format = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn",
    { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
  const numbers = (day) => Object.fromEntries(format.formatToParts(day).map((part) => [part.type, +part.value]));
  const days = [];
  for (let day = Date.UTC(2015, 2, 21); day < Date.UTC(2035, 11, 31); day += 86400000) {
    const { year, month, day: n } = numbers(day);
    days.push([year, month, n]);
  }
  return days;
}"""


@pytest.mark.browser
async def test_the_browsers_calendar_counts_the_same_days(chromium: Browser) -> None:
    page = await chromium.new_page()
    found = await page.evaluate(_DAYS_OF_ICU)
    await page.close()
    days = [NOWRUZ[2015] + timedelta(days=n) for n in range(len(found))]
    assert [tuple(each) for each in found] == [solar_hijri(day) for day in days]
