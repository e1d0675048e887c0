"""What a look at a provider's account found, a sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    """Worth knowing, or not to be found out."""
    WRONG = "wrong"
    """Messages will not leave, or nobody will hear what became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence for whoever set it up; it never holds a secret."""

    level: Level
    what: str


def good(what: str) -> Finding:
    """As it should be."""
    return Finding(level=Level.GOOD, what=what)


def note(what: str) -> Finding:
    """Worth knowing."""
    return Finding(level=Level.NOTE, what=what)


def wrong(what: str) -> Finding:
    """To be mended."""
    return Finding(level=Level.WRONG, what=what)
