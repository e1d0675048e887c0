"""The language somebody asks for, by its name, its code or its number in the menu we offer."""

from __future__ import annotations

from domain.replies.normalize import BREAK
from domain.replies.phrases import split
from intake.replies.understanding.word_matching import POLITE, Reading, WordsFound, cores
from locales.reply_words.languages import MENU, NAMES, POLITENESS

_POLITE = POLITE.union(*(phrase.split() for phrase in split(POLITENESS)))


def language_asked_for(reading: Reading, *, by_number: bool) -> WordsFound | None:
    """The code of the language, if the text is such a wish and nothing else."""
    for code, table in NAMES.items():
        asked = table.found(reading.text, ())
        if asked:
            return WordsFound(words=asked, language=code)
    words = [word for word in reading.text.split() if word != BREAK]
    for core in cores(words, _POLITE):
        if by_number and core in MENU:
            return WordsFound(words=core, language=MENU[core])
        named = next((code for code, table in NAMES.items() if core and table.is_all_of(core)), None)
        if named:
            return WordsFound(words=core, language=named)
    return None
