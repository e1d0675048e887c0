"""Numbers, dates and directions are written as readers expect."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.messages import LANGUAGES, RIGHT_TO_LEFT
from locales.formats import direction, format_date, format_number, format_time, isolate, own_name

DENVER = ZoneInfo("America/Denver")
EVENING = datetime(2026, 11, 21, 4, 5, tzinfo=UTC)
"""Still the 20th in Denver, at 21:05."""


@pytest.mark.parametrize(
    ("language", "date", "time"),
    [
        ("en", "November 20, 2026", "9:05 PM"),
        ("es", "20 de noviembre de 2026", "21:05"),
        ("fr", "20 novembre 2026", "21:05"),
        ("ar", "20 نوفمبر 2026", "9:05 م"),
        ("sw", "20 Novemba 2026", "21:05"),
        ("fa", "۲۰ نوامبر ۲۰۲۶", "۲۱:۰۵"),
    ],
)
def test_a_moment_is_told_in_the_zone_and_manner_of_the_reader(language: str, date: str, time: str) -> None:
    assert format_date(EVENING, language, DENVER) == date
    assert format_time(EVENING, language, DENVER) == time


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_has_no_hard_spaces_that_make_a_text_dear(language: str) -> None:
    assert not {"\u202f", "\u00a0"} & set(format_time(EVENING, language, DENVER))


def test_numbers_have_the_digits_and_separators_of_the_language() -> None:
    written = [format_number(1234, language) for language in LANGUAGES]
    assert written == ["1,234", "1.234", "1\u202f234", "1,234", "1,234", "۱٬۲۳۴"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_right_to_left_languages_isolate(language: str) -> None:
    rtl = language in RIGHT_TO_LEFT
    assert isolate("303-555-0100", language) == ("\u2068303-555-0100\u2069" if rtl else "303-555-0100")
    assert direction(language) == ("rtl" if rtl else "ltr")


def test_every_language_is_called_as_its_speakers_call_it() -> None:
    names = [own_name(language) for language in LANGUAGES]
    assert names == ["English", "Español", "Français", "العربية", "Kiswahili", "فارسی"]
