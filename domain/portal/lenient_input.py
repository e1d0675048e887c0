"""Compare what a person types at sign-in leniently: with or without spaces and dashes, in digits of any script."""

from __future__ import annotations

import unicodedata


def plain(typed: str) -> str:
    """As it is compared: "2026-00 123" and "202600123" are the same, and "٤٨٣ ٠٢٧" is 483027."""
    return "".join(_plain(character) for character in unicodedata.normalize("NFKC", typed.casefold()))


def _plain(character: str) -> str:
    """A letter as it is, a digit of any script as ours, nothing else."""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    return character if character.isalpha() else ""
