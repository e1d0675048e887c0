"""The mark that says who has read a translation and when, and how it is known that it was not changed since.

A translator's comment in a catalog: `# read: 2026-11-20 Ana Perez 3f9a1c20`. The last word is a checksum of language,
source and translation: when one of them changes, the mark does not fit any more, and counts for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

LONGEST_NAME = 60
"""Characters: a longer mark would be wrapped, and not be read again."""

FORM = "# read: 2026-11-20 Ana Perez 3f9a1c20"
COMMAND = "caseline translations read"

_MARK = re.compile(r"read: (?P<on>\d{4}-\d{2}-\d{2}) (?P<by>\S+(?: \S+)*) (?P<checksum>[0-9a-f]{8})", re.ASCII)
_MEANT_AS_MARK = re.compile(r"\W*(?:re-?)?(?:read|review(?:ed)?)\b", re.IGNORECASE)


class BadReadMark(ValueError):
    """A comment that begins like a mark and is none."""

    def __init__(self, comment: str) -> None:
        super().__init__(f"'# {comment}' is no mark of a reader; it has the form '{FORM}', and `{COMMAND}` writes it")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMark:
    """Who has read a translation, on which day, and what it was then."""

    on: date
    by: str
    checksum: str

    def __str__(self) -> str:
        return f"read: {self.on.isoformat()} {self.by} {self.checksum}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What one mark is for: a sentence in English and in a language, each in all its plural forms.

    `places` are the files it comes from; `hints` what translators are told about it.
    """

    language: str
    english: tuple[str, ...]
    translation: tuple[str, ...]
    places: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def checksum(self) -> str:
        """Eight hexadecimal digits that change when a letter of it does."""
        told = json.dumps([self.language, self.english, self.translation], ensure_ascii=False)
        return sha256(told.encode()).hexdigest()[:8]

    def marked(self, *, by: str, on: date) -> ReadMark:
        """The mark of a reader. Raises ValueError for a name that no mark can hold."""
        return ReadMark(on=on, by=readers_name(by), checksum=self.checksum)


def readers_name(name: str) -> str:
    """The name with single spaces. Raises ValueError if it is empty, too long or has unprintable characters."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise ValueError(f"give the name of the reader, at most {LONGEST_NAME} characters")
    return plain


def is_meant_as_mark(comment: str) -> bool:
    """True of a comment that begins with the word "read" or "reviewed", in the right form or not."""
    return _MEANT_AS_MARK.match(comment) is not None


def parse_mark(comment: str) -> ReadMark:
    """The mark that a comment is. Raises BadReadMark."""
    found = _MARK.fullmatch(comment)
    try:
        if found is None or readers_name(found["by"]) != found["by"]:
            raise BadReadMark(comment)
        return ReadMark(on=date.fromisoformat(found["on"]), by=found["by"], checksum=found["checksum"])
    except ValueError:
        raise BadReadMark(comment) from None


def mark_in(comments: Iterable[str]) -> ReadMark | None:
    """The one mark among the comments of an entry. Raises BadReadMark, also where there are two."""
    meant = [comment for comment in comments if is_meant_as_mark(comment)]
    marks = [parse_mark(comment) for comment in meant]
    if len(marks) > 1:
        raise BadReadMark(" / ".join(meant))
    return marks[0] if marks else None
