"""From what a person or a system calls a language to one that Caseline speaks."""

from __future__ import annotations

import unicodedata

from domain.messages import LANGUAGES

_ALIASES: dict[str, str] = {
    # Dari is written Persian; both get the Farsi catalog (ISO 639-3 prs, pes, fas).
    "prs": "fa",
    "pes": "fa",
    "per": "fa",
    "fas": "fa",
    "farsi": "fa",
    "persian": "fa",
    "dari": "fa",
    "فارسی": "fa",
    "فارسي": "fa",
    "دری": "fa",
    "دري": "fa",
    "eng": "en",
    "english": "en",
    "spa": "es",
    "spanish": "es",
    "espanol": "es",
    "castellano": "es",
    "fra": "fr",
    "fre": "fr",
    "french": "fr",
    "francais": "fr",
    "ara": "ar",
    "arb": "ar",
    "arabic": "ar",
    "عربي": "ar",
    "العربية": "ar",
    "عربية": "ar",
    "swa": "sw",
    "swh": "sw",
    "swc": "sw",
    "swahili": "sw",
    "kiswahili": "sw",
}


def negotiate(*wanted: str | None) -> str:
    """The first of the wanted languages that Caseline speaks, else English.

    Takes BCP 47 tags ("es-MX", "fa_IR", "prs") and names in English or in their own script ("Español").
    """
    spoken = (language for name in wanted if name and (language := spoken_language(name)))
    return next(spoken, LANGUAGES[0])


def spoken_language(name: str) -> str | None:
    """The language meant by a tag or a name, or None when Caseline does not speak it."""
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
