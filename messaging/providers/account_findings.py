"""Findings about a provider's account, one sentence each, from good to wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    """Worth knowing, or could not be checked."""
    WRONG = "wrong"
    """Messages will not leave, or what became of them stays unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence for the operator; it never holds a secret."""

    level: Level
    what: str


def good(what: str) -> Finding:
    """As it should be."""
    return Finding(level=Level.GOOD, what=what)


def note(what: str) -> Finding:
    """Worth knowing."""
    return Finding(level=Level.NOTE, what=what)


def wrong(what: str) -> Finding:
    """To be fixed."""
    return Finding(level=Level.WRONG, what=what)
