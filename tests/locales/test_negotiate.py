"""Whatever a language is called, the right one is spoken."""

from __future__ import annotations

import pytest

from domain.messages import LANGUAGES
from locales.negotiate import negotiate, spoken_language


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("ES_us", "es"),
        ("Español", "es"),
        ("¡español!", "es"),
        ("espanol", "es"),
        ("Spanish", "es"),
        ("fr-CA", "fr"),
        ("Français", "fr"),
        ("French", "fr"),
        ("ar-EG", "ar"),
        ("عربي", "ar"),
        ("العربية", "ar"),
        ("عـربي", "ar"),
        ("عَرَبِيّ", "ar"),
        ("Arabic", "ar"),
        ("sw-TZ", "sw"),
        ("Kiswahili", "sw"),
        ("fa-IR", "fa"),
        ("prs", "fa"),
        ("prs-AF", "fa"),
        ("Dari", "fa"),
        ("دری", "fa"),
        ("فارسی", "fa"),
        ("Farsi", "fa"),
        ("en-US", "en"),
        (" English. ", "en"),
    ],
)
def test_tags_and_names_are_understood(said: str, language: str) -> None:
    assert spoken_language(said) == language
    assert negotiate(said) == language


@pytest.mark.parametrize("said", ["", "  ", "de", "zh-Hans", "Deutsch", "e", "estonian", "fantasy", "-", "99"])
def test_other_languages_are_not_guessed(said: str) -> None:
    assert spoken_language(said) is None
    assert negotiate(said) == "en"


def test_the_first_that_is_spoken_wins() -> None:
    assert negotiate(None, "de", "sw", "fr") == "sw"


def test_without_a_wish_it_is_english() -> None:
    assert negotiate() == negotiate(None) == LANGUAGES[0] == "en"
