"""Cut a reply into pieces, by which the model knows it again: words, pairs of words, runs of letters, emoji.

A piece is a short text that begins with its kind, so that a person who reads the weights sees what it is: `word stop`,
`pair not stop`, `near do stop` (a word between them), `letters  sto`, `emoji 🆘`, `sign ?`, `after survey`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.replies.normalize import BREAK, clauses, unstretched

WORD, PAIR, NEAR, LETTERS, EMOJI, SIGN, LENGTH, AFTER = (
    "word",
    "pair",
    "near",
    "letters",
    "emoji",
    "sign",
    "length",
    "after",
)
SHORTEST_RUN, LONGEST_RUN = 2, 5
"""Letters of a run; the edge of a word counts as one, written as a space."""

MOST_WORDS = 120
"""What is longer is read at its beginning and its end, where people say what they want."""

BEGINNING, END = "^", "$"

_OF_CODE = frozenset("<>{}\\|=_")
"""No person types these on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContext:
    """What came before a reply. `survey`: the last text to them was a survey question. `opted_out`: they said stop."""

    survey: bool = False
    opted_out: bool = False


NO_CONTEXT = ReplyContext()


def pieces_of(body: str, context: ReplyContext = NO_CONTEXT) -> frozenset[str]:
    """Every piece of the text once; empty of all but its context for a text without a word."""
    words = _read(body)
    return frozenset(
        (
            *_words(words),
            *_neighbors(words),
            *(f"{EMOJI} {character}" for character in body if _is_emoji(character)),
            *_signs(body),
            *_length(words),
            *_context(context),
        )
    )


def _read(body: str) -> list[str]:
    words = [unstretched(word) for word in clauses(body).split()]
    half = MOST_WORDS // 2
    return words if len(words) <= MOST_WORDS else [*words[:half], *words[-half:]]


def _words(words: list[str]) -> Iterator[str]:
    for word in set(words) - {BREAK}:
        yield f"{WORD} {word}"
        framed = f" {word} "
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
            yield from (f"{LETTERS} {framed[at : at + length]}" for at in range(len(framed) - length + 1))


def _neighbors(words: list[str]) -> Iterator[str]:
    framed = [BEGINNING, *words, END]
    yield from (f"{PAIR} {first} {second}" for first, second in pairwise(framed))
    yield from (f"{NEAR} {first} {third}" for first, third in zip(framed, framed[2:], strict=False))


def _signs(body: str) -> Iterator[str]:
    if "?" in body or "؟" in body:
        yield f"{SIGN} ?"
    if "!!" in body:
        yield f"{SIGN} !!"
    if not _OF_CODE.isdisjoint(body):
        yield f"{SIGN} code"


def _length(words: list[str]) -> Iterator[str]:
    count = sum(word != BREAK for word in words)
    for most in (1, 3, 7, 15):
        if count <= most:
            yield f"{LENGTH} {most}"
            return
    yield f"{LENGTH} more"


def _context(context: ReplyContext) -> Iterator[str]:
    if context.survey:
        yield f"{AFTER} survey"
    if context.opted_out:
        yield f"{AFTER} opted_out"


def _is_emoji(character: str) -> bool:
    return unicodedata.category(character) in {"So", "Sk"}
