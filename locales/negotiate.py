"""From what a person or a system calls a language to one that Caseline speaks."""

from __future__ import annotations

import unicodedata

from domain.messages import LANGUAGES

_NAMES: dict[str, str] = {
    # Dari is written Persian; both get the Farsi catalog (ISO 639-3 prs, pes, fas).
    "fa": "prs pes per fas farsi persian dari فارسی فارسي دری دري",
    "en": "eng english",
    "es": "spa spanish espanol castellano",
    "fr": "fra fre french francais",
    "ar": "ara arb arabic عربي العربية عربية",
    "sw": "swa swh swc swahili kiswahili",
}
"""Other codes and names of each language, folded."""
_ALIASES = {name: language for language, names in _NAMES.items() for name in names.split()}


def negotiate(*wanted: str | None) -> str:
    """The first of the wanted languages that Caseline speaks, else English.

    Takes BCP 47 tags ("es-MX", "fa_IR", "prs") and names in English or in their own script ("Español").
    """
    spoken = (language for name in wanted if name and (language := spoken_language(name)))
    return next(spoken, LANGUAGES[0])


def spoken_language(name: str) -> str | None:
    """The language meant by a tag or a name, or None when Caseline does not speak it."""
    if name in LANGUAGES:
        return name
    folded = _folded(name)
    primary = folded.replace("_", "-").split("-")[0]
    for word in (folded, primary):
        if word in LANGUAGES:
            return word
        if word in _ALIASES:
            return _ALIASES[word]
    return None


def _folded(name: str) -> str:
    """Lower case without accents, Arabic vowel marks, tatweel and surrounding punctuation."""
    letters = unicodedata.normalize("NFD", name.casefold()).replace("\u0640", "")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.strip(" \t\r\n.,;:!?¡¿\"'()")
