"""A text as words, typing errors corrected, and the search for the phrases of a table in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from domain.replies.misspellings import Dictionary
from domain.replies.normalize import BREAK, clauses
from domain.replies.phrases import PhraseTable, split
from domain.replies.vocabulary import ReplyVocabulary
from locales.reply_words.absences import ABSENCE
from locales.reply_words.conditions import CONDITIONS
from locales.reply_words.en_short_forms import SHORT_FORMS
from locales.reply_words.languages import NAMES, POLITENESS
from locales.reply_words.machines import MACHINE, NOT_MACHINE
from locales.reply_words.never_called import NEVER_CALLED
from locales.reply_words.vocabularies import VOCABULARIES
from locales.reply_words.wrong_numbers import NOT_WRONG_NUMBER, WRONG_NUMBER

EDGE = 8
"""So many words of politeness are taken off each end of a clause, and no more."""

Meaning = Sequence[tuple[str | None, PhraseTable]]


def _tables(vocabulary: ReplyVocabulary) -> list[PhraseTable]:
    values = (getattr(vocabulary, field.name) for field in fields(vocabulary))
    return [value for value in values if isinstance(value, PhraseTable)]


POLITE = frozenset(word for each in VOCABULARIES for phrase in split(each.politeness) for word in phrase.split())
_NAMES = (*NAMES.values(), PhraseTable(alone=POLITENESS))
_BESIDE = (
    *(table for tables in (WRONG_NUMBER, NEVER_CALLED, MACHINE, ABSENCE) for table in tables.values()),
    *(table for tables in (NOT_WRONG_NUMBER, CONDITIONS, NOT_MACHINE) for table in tables),
)
KNOWN = Dictionary(
    POLITE.union(
        SHORT_FORMS,
        *(table.words for table in _BESIDE),
        *(table.words for table in _NAMES),
        *(table.words for each in VOCABULARIES for table in _tables(each)),
    )
)


@dataclass(frozen=True)
class Reading:
    """`text` is words with one space between two and a full stop between two clauses."""

    text: str

    @classmethod
    def of(cls, body: str) -> Reading:
        """The words of a text as it was sent."""
        known = (KNOWN.corrected(word) for word in clauses(body).split())
        return cls(" ".join(filter(None, (SHORT_FORMS.get(word, word) for word in known))))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word once."""
        return frozenset(self.text.split())

    @cached_property
    def clause_cores(self) -> tuple[str, ...]:
        """Each clause, and what is left of it without politeness."""
        return tuple(core for clause in self.text.split(f" {BREAK} ") for core in cores(clause.split(), POLITE))

    @cached_property
    def cores(self) -> tuple[str, ...]:
        """The whole text, and what is left of it without politeness."""
        return tuple(cores([word for word in self.text.split() if word != BREAK], POLITE))


def cores(words: Sequence[str], polite: frozenset[str]) -> Iterator[str]:
    """The words with less and less politeness at both ends; at last with none at all, and nothing said twice."""
    before = next((at for at, word in enumerate(words) if word not in polite), len(words))
    after = next((at for at, word in enumerate(reversed(words)) if word not in polite), len(words))
    for start in range(min(before, EDGE) + 1):
        for end in range(len(words), max(len(words) - min(after, EDGE), start + 1) - 1, -1):
            yield " ".join(words[start:end])
    kept = [word for word in words if word not in polite]
    yield " ".join(word for at, word in enumerate(kept) if at == 0 or kept[at - 1] != word)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsFound:
    """The words that decided, and their language if they belong to one only."""

    words: str
    language: str | None


def found_in(reading: Reading, meaning: Meaning) -> WordsFound | None:
    """The words of this meaning, if the text has any."""
    hits = [(language, words) for language, table in meaning if (words := _words_found(reading, table)) is not None]
    if not hits:
        return None
    languages = {language for language, _ in hits if language}
    return WordsFound(words=hits[0][1], language=languages.pop() if len(languages) == 1 else None)


def is_all_of(reading: Reading, meaning: Meaning) -> bool:
    """Whether the whole text is one of the words of this meaning, with or without politeness."""
    return any(table.is_all_of(core) for _, table in meaning for core in reading.cores)


def without(reading: Reading, innocent: Iterable[PhraseTable]) -> Reading:
    """The text with the phrases blanked out that only sound alike."""
    text = reading.text
    for table in innocent:
        if not table.words.isdisjoint(reading.words):
            text = table.masked(text)
    return Reading(text)


def _words_found(reading: Reading, table: PhraseTable) -> str | None:
    if table.words.isdisjoint(reading.words):
        return None
    whole = next((core for core in reading.cores if core and table.is_all_of(core)), None)
    return whole or table.found(reading.text, reading.clause_cores)
