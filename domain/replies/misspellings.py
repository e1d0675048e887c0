"""Correct a misspelled word: a known long word with one letter too many, too few, wrong or swapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.replies.normalize import unstretched

LONG = 7
"""Shorter words have too many neighbors: stop and shop, gun and fun, fin and fine."""


def one_slip(word: str, other: str) -> bool:
    """Whether the two differ by one letter added, left out or changed, or by two neighbors swapped."""
    short, long = sorted((word, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    return swapped or short[start + 1 :] == long[start + 1 :]


class Dictionary:
    """The words we know, found again when they are stretched or, if they are long, have one slip in them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words), default=0)
        self._by_gap: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= LONG:
                for gapped in _gapped(word):
                    self._by_gap.setdefault(gapped, []).append(word)

    def has(self, word: str) -> bool:
        """True for a word we know as it is."""
        return word in self._words

    def corrected(self, word: str) -> str:
        """The word we know that was meant, else the word itself."""
        if word in self._words:
            return word
        if unstretched(word) in self._words:
            return unstretched(word)
        if not LONG - 1 <= len(word) <= self._longest + 1:
            return word
        candidates = (known for gapped in _gapped(word) for known in self._by_gap.get(gapped, ()))
        return next((known for known in candidates if one_slip(word, known)), word)


def _gapped(word: str) -> Iterator[str]:
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))
