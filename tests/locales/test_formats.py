"""Numbers and directions are written as readers expect."""

from __future__ import annotations

import pytest

from domain.messages import LANGUAGES, RIGHT_TO_LEFT
from locales.formats import direction, format_number, isolate, name_in, openings, own_name


def test_numbers_have_the_digits_and_separators_of_the_language() -> None:
    written = [format_number(1234, language) for language in LANGUAGES]
    assert written == ["1,234", "1,234", "1\u202f234", "1,234", "1,234", "۱٬۲۳۴"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_right_to_left_languages_isolate(language: str) -> None:
    rtl = language in RIGHT_TO_LEFT
    assert isolate("303-555-0100", language) == ("\u2068303-555-0100\u2069" if rtl else "303-555-0100")
    assert direction(language) == ("rtl" if rtl else "ltr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_from_right_to_left_begins_with_one_mark(language: str) -> None:
    text = isolate("Springfield Police", language) + ": 1"
    marked, *shorter = openings(text, language)
    if language not in RIGHT_TO_LEFT:
        assert (marked, shorter) == (text, [])
        return
    assert marked == f"\u200f{text}"
    assert shorter == ["\u200fSpringfield Police\u200e: 1"]
    assert len(shorter[0]) == len(text)
    assert openings("سلام", language) == ("\u200fسلام",)


def test_every_language_is_called_as_its_speakers_call_it() -> None:
    names = [own_name(language) for language in LANGUAGES]
    assert names == ["English", "Español", "Français", "العربية", "Kiswahili", "فارسی"]


def test_a_language_is_named_as_its_reader_calls_it() -> None:
    assert [name_in("ar", "en"), name_in("ar", "es"), name_in("pt-BR", "en")] == [
        "Arabic",
        "Árabe",
        "Portuguese (Brazil)",
    ]
