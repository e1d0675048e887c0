"""Words that mean one thing if they are the whole text: locales/replies/keywords.tsv, which a speaker can edit.

They are what the law, Twilio and our own texts name: stop and its like (47 CFR 64.1200(a)(10)), START, HELP, 911, the
names and codes of the languages and their numbers in the menu. Words of politeness around them change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.replies.intents import Intent
from domain.replies.misspellings import Dictionary
from domain.replies.normalize import BREAK, clauses, unstretched
from locales.reply_data import REPLIES

KEYWORDS = REPLIES / "keywords.tsv"
COLUMNS = ("text", "intent", "language")
POLITE, MENU, CANCEL = "polite", "menu", "cancel"
AGAIN = "again"
"""A bare "yes": an opt-in from a person who has stopped our texts, else an answer to nothing."""

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """What a word means. `intent`: of `Intent`, or `menu`; `detail` says more; `language`: whose word it is."""

    text: str
    intent: str
    detail: str
    language: str | None


@dataclass(frozen=True)
class Keywords:
    """The words by how they are read."""

    by_words: Mapping[_Words, Keyword]
    polite: frozenset[_Words]
    spelled: Dictionary

    def meant_by(self, body: str) -> Keyword | None:
        """The keyword that this text is, with or without politeness; None if it says anything else."""
        words = tuple(self.spelled.corrected(word) for word in words_of(body))
        for each in (words, _once(words), bare := self._bare(words), _once(bare)):
            if each in self.by_words:
                return self.by_words[each]
        return None

    def stop_in(self, body: str) -> Keyword | None:
        """The keyword for stop that one clause of the text is."""
        for clause in clauses(body).split(f" {BREAK} "):
            found = self.meant_by(clause)
            if found is not None and found.intent == Intent.OPT_OUT and found.detail != CANCEL:
                return found
        return None

    def _bare(self, words: _Words) -> _Words:
        longest = max(map(len, self.polite), default=0)
        for length in range(longest, 0, -1):
            if words[:length] in self.polite:
                return self._bare(words[length:])
            if words[-length:] in self.polite and len(words) >= length:
                return self._bare(words[:-length])
        return words


def words_of(text: str) -> _Words:
    """The words of a text as keywords are compared: without case, accents, punctuation and letters held down."""
    return tuple(unstretched(word) for word in clauses(text).split() if word != BREAK)


@cache
def keywords(path: Path = KEYWORDS) -> Keywords:
    """Read once. Raises ValueError for a line that is no keyword."""
    lines = path.read_text(encoding="utf-8").split("\n")
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"{path}:1: the first line must name the columns, with tabs: {', '.join(COLUMNS)}")
    found = [_keyword(path, number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    polite = frozenset(words_of(each.text) for each in found if each.intent == POLITE)
    by_words = {words_of(each.text): each for each in found if each.intent != POLITE}
    return Keywords(by_words, polite, Dictionary(word for words in (*by_words, *polite) for word in words))


def _keyword(path: Path, number: int, line: str) -> Keyword:
    cells: Sequence[str] = line.split("\t")
    if len(cells) != len(COLUMNS) or not words_of(cells[0]):
        raise ValueError(f"{path}:{number}: must have {', '.join(COLUMNS)}, with tabs between them")
    intent, _, detail = cells[1].partition(":")
    return Keyword(text=cells[0], intent=intent, detail=detail, language=cells[2] or None)


def _once(words: _Words) -> _Words:
    """`stop stop stop` as `stop`."""
    return tuple(word for at, word in enumerate(words) if at == 0 or words[at - 1] != word)
