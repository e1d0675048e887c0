"""Tells whether a text at a provider is the one that we are about to send, whatever a restore changed in its words.

A backup forgets: links have other tokens, waiting times other minutes, and what a first text says besides ("Reply
STOP") stands in another text. So figures and links do not count, and one text may say more sentences than the other.
"""

from __future__ import annotations

import re
from collections import Counter

_LINK = re.compile(r"https?://\S+")
_FIGURES = re.compile(r"\d+")
_MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")
"""Marks of direction, which go with the words that they stand around."""
_ENDS = re.compile(r"(?<=[.!?؟۔])\s+|\n+")


def is_alike(one: str, other: str) -> bool:
    """True if the sentences of one text are all in the other."""
    here, there = _sentences(one), _sentences(other)
    return bool(here and there) and (here <= there or there <= here)


def _sentences(text: str) -> Counter[str]:
    """Each as often as it is said. A link ends its sentence, and no full stop follows it."""
    plain = _FIGURES.sub("#", _LINK.sub("@\n", _MARKS.sub("", text)))
    sentences = (sentence.strip().rstrip(".") for sentence in _ENDS.split(plain))
    return Counter(sentence for sentence in sentences if sentence)
