"""What a person wrote is told apart by its letters, and no further than they go."""

from __future__ import annotations

import pytest

from locales.script import language_by_script


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("شكرًا لكم", "ar"),
        ("ممنون از کمک شما", "fa"),
        ("Springfield Police قالت لي إن القضية مفتوحة", "ar"),
        ("I wrote سلام to them", ""),
        ("Gracias", ""),
        ("911", ""),
        ("", ""),
    ],
)
def test_most_of_the_letters_tell_the_language(words: str, language: str) -> None:
    assert language_by_script(words) == language
