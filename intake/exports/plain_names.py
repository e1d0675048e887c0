"""Names and values as people see them: without byte order marks, zero-width characters and uneven spaces."""

from __future__ import annotations

import re
import unicodedata

# Marks that no screen shows. The joiners U+200C and U+200D stay: Arabic and Farsi words need them.
_INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u2060\u00ad]")


def without_marks(text: str) -> str:
    """The text without characters that no screen shows."""
    return _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    """A name or value as it is compared: one space between words, none around, accents in one way of writing."""
    return " ".join(without_marks(unicodedata.normalize("NFC", text)).split())
