"""The notation of phrases for native speakers, and how a phrase is found in a text.

A phrase is words in a row. `a|b` is one of several words, `word?` may be missing, `*` stands for up to two words of any
kind, `^` and `$` are the beginning and the end of a clause. So `stop|quit * texts` is stop or quit, then at most two
words, then texts. Phrases stand a line each or between commas; alternatives may go on in the next line behind a `|`;
what follows a # is a comment. Accents, case and letter variants are folded as they are in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from domain.replies.normalize import BREAK, clean

MASK = "_"
"""Stands where an innocent phrase stood: no word, and no wildcard goes over it."""

_COMMENTS = re.compile(r"#[^\n]*")
_WRAPPED = re.compile(r"\|\s+")
_GAP = rf"(?: {re.escape(BREAK)})?"
_ANY_WORDS = rf"(?: [^ {re.escape(BREAK)}{MASK}]+){{0,2}}?"
_MARKS = {"*": _ANY_WORDS, "^": rf"(?:^|(?<= {re.escape(BREAK)}))", "$": rf"(?=$| {re.escape(BREAK)}(?: |$))"}


def split(text: str) -> tuple[str, ...]:
    """The phrases of a table, folded like a text."""
    one_line_each = _WRAPPED.sub("|", _COMMENTS.sub("", text))
    lines = one_line_each.replace(",", "\n").replace("،", "\n").splitlines()
    return tuple(" ".join(clean(line).split()) for line in lines if line.strip())


def words_of(phrases: Iterable[str]) -> Iterator[str]:
    """Every single word that occurs in the phrases."""
    for phrase in phrases:
        for element in phrase.split():
            yield from (word for word in element.rstrip("?").split("|") if word and word not in _MARKS)


def _element(element: str) -> str:
    if element in _MARKS:
        return _MARKS[element]
    optional = "?" if element.endswith("?") else ""
    words = "|".join(map(re.escape, element.rstrip("?").split("|")))
    return f"(?:{_GAP} (?:{words})(?= |$)){optional}"


def pattern(phrase: str) -> str:
    """The phrase as a regular expression over a text that begins with one space."""
    return "".join(map(_element, phrase.split()))


@dataclass(frozen=True)
class PhraseTable:
    """Phrases of one meaning in one language, by where they must stand to mean it.

    `alone`: they are the whole text; `clause`: a clause of it; `anywhere`: they stand somewhere in it. Politeness
    around the first two does not count.
    """

    alone: str = ""
    clause: str = ""
    anywhere: str = ""

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return _any_of(split(self.alone) + split(self.clause))

    @cached_property
    def _clause(self) -> re.Pattern[str]:
        return _any_of(split(self.clause))

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return _any_of(split(self.anywhere))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the table."""
        return frozenset(words_of(split(self.alone) + split(self.clause) + split(self.anywhere)))

    def is_all_of(self, core: str) -> bool:
        """Whether the whole text, without politeness, is one of these phrases."""
        return self._alone.fullmatch(f" {core}") is not None

    def found(self, text: str, cores: Iterable[str]) -> str | None:
        """The words that were recognized: in `cores`, the clauses without politeness, or anywhere in `text`."""
        whole = next((core for core in cores if core and self._clause.fullmatch(f" {core}")), None)
        if whole:
            return whole
        match = self._anywhere.search(f" {text}")
        return match.group().strip() if match else None

    def masked(self, text: str) -> str:
        """The text with every such phrase blanked out."""
        return self._anywhere.sub(f" {MASK}", f" {text}").strip()


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    alternatives = [pattern(phrase) for phrase in phrases]
    return re.compile("|".join(alternatives) if alternatives else r"(?!)")
