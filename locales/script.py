"""Tell the language of what a person wrote by its letters, as far as letters can: no one says what they write in."""

from __future__ import annotations

import re

ARABIC_LETTER = re.compile("[\u0620-\u06ff]")
FARSI_LETTER = re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc]")
"""Letters that Farsi has and Arabic has not."""


def language_by_script(words: str) -> str:
    """ "ar" or "fa" if most of the letters are Arabic ones; empty if these do not tell."""
    letters = [character for character in words if character.isalpha()]
    arabic = [letter for letter in letters if ARABIC_LETTER.match(letter)]
    if len(arabic) * 2 <= len(letters):
        return ""
    return arabic_or_farsi(words)


def arabic_or_farsi(words: str) -> str:
    """Of words with Arabic letters."""
    return "fa" if FARSI_LETTER.search(words) else "ar"
