"""Bring a text into one form, however it was typed: case, accents, letter variants, digits, invisible marks.

Folding follows Unicode (NFKC, case folding, general categories); what is folded beyond it stands in `LETTERS`.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4_000
"""Twilio hands over at most 1,600 characters; what is longer has no meaning of its own behind this."""

BREAK = "."
"""Stands between two clauses: a full stop, a comma, a new line, an emoji."""

LETTERS = {
    **dict.fromkeys("أإآٱ", "ا"),  # Arabic: alef, with or without its hamza
    "ؤ": "و",
    "ئ": "ی",
    **dict.fromkeys("يىې", "ی"),  # Arabic and Persian yeh, alef maksura
    "ك": "ک",  # Arabic and Persian kaf
    **dict.fromkeys("ةۀەہھ", "ه"),  # Persian ends in heh where Arabic has teh marbuta
    "ـ": "",  # tatweel only stretches a word
    "ء": "",  # a hamza on the line is left out as often as not
    "'": "",  # don't, dont
    "œ": "oe",
    "æ": "ae",
    "ı": "i",
    "⭐": " ★ ",
    "★": " ★ ",
    "🆘": " sos ",
}
STAR = "★"
_FOLDED = str.maketrans(LETTERS)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
_ELISIONS = re.compile(r"\b([cdjlmnst]|(?:quel|lors|jus)?qu)'(?=\w)")
_HYPHENS = re.compile(r"(?<=\w)[-‐‑](?=\w)")
_SPELLED = re.compile(r"(?<!\S)[a-z](?:[ .]+[a-z]){2,}(?!\S)")
_STRETCHED = re.compile(r"(.)\1{2,}")


def clean(body: str) -> str:
    """The body in one case, without accents and marks, digits as 0-9; its punctuation is still there."""
    text = unicodedata.normalize("NFKC", body[:LONGEST].translate(_APOSTROPHES)).casefold()[:LONGEST]
    text = _ELISIONS.sub(r"\1 ", text)
    text = unicodedata.normalize("NFD", text).translate(_FOLDED)
    return "".join(map(_plain, text))


def clauses(body: str) -> str:
    """The words of the body with one space between two, and `BREAK` between two clauses.

    `"Wrong number... STOP!"` becomes `"wrong number . stop"`.
    """
    text = _HYPHENS.sub(" ", clean(body))
    words = "".join(_word_or_break(character) for character in text).split()
    kept = [word for at, word in enumerate(words) if word != BREAK or (at > 0 and words[at - 1] != BREAK)]
    if kept and kept[-1] == BREAK:
        kept.pop()
    return _SPELLED.sub(_joined, " ".join(kept))


def unstretched(word: str) -> str:
    """A word said with a long breath, as it stands in a dictionary: `stooop` is `stop`."""
    return _STRETCHED.sub(r"\1", word)


def _joined(spelled: re.Match[str]) -> str:
    return spelled.group().replace(" ", "").replace(BREAK, "")


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Mc", "Cf", "Cs"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in {"Cc", "Zl"} and character != "\n":
        return "\n" if character in "\r\u2028" else " "
    return character


def _word_or_break(character: str) -> str:
    if character.isalnum() or character == STAR:
        return character
    return " " if character.isspace() and character != "\n" else f" {BREAK} "
