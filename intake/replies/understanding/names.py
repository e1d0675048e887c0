"""Where a text names a person: "this is not Maria". Names are endless, so a capital within a sentence counts too."""

from __future__ import annotations

import re

from domain.replies.normalize import clean
from domain.replies.phrases import split
from intake.replies.understanding.word_matching import KNOWN, Reading
from locales.reply_words.wrong_numbers import GIVEN_NAMES, NAME

_GIVEN = frozenset(word for line in split(GIVEN_NAMES) for word in line.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’]s\b)?")
_BEGINNING = re.compile(r"(?:^|[.!?\n:;\"“(]\s*)$")
_TITLE = re.compile(r"\b(Mrs?|Ms|Dr|Sra?|Srta|Mme|Mlle)\.")
_NO_NAMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december american mexican english spanish french arabic christmas god ok okay usa covid google
    facebook uber amazon apple iphone android happy sure good fine
    """.split()
)
_SHORTEST = 3


def with_names(body: str, reading: Reading) -> Reading:
    """The words with `NAME` in place of each that is a person's name."""
    names = _GIVEN | _capitals(body)
    return Reading(" ".join(NAME if _is_name(word, names) else word for word in reading.text.split()))


def _is_name(word: str, names: frozenset[str]) -> bool:
    """Also with the s of a genitive: Maria's."""
    return word in names or (word.endswith("s") and word[:-1] in names)


def _capitals(body: str) -> frozenset[str]:
    body = _TITLE.sub(r"\1", body)
    if body.upper() == body or body.title() == body:
        return frozenset()  # a person who shouts, or a telephone that capitalizes every word
    found = (
        clean(match.group())
        for match in _WORD.finditer(body)
        if len(match.group()) >= _SHORTEST
        and match.group()[0].isupper()
        and not match.group().isupper()
        and not _BEGINNING.search(body[: match.start()])
    )
    return frozenset(word for word in found if word not in _NO_NAMES and not KNOWN.has(word))
