"""The errors of rendering: a message lacks a fact, or has one that cannot be read, before any provider is asked.

RenderError
├── MissingFact   a sentence that must be said lacks a fact
└── UnusableFact  such a fact is there but cannot be read (a link that is none)

A fact that only an optional sentence uses is never worth an error: the sentence is left out.
"""

from __future__ import annotations

from domain.messages import MessageKey


class RenderError(Exception):
    """A message cannot be put into words; trying again with the same facts will not help."""

    def __init__(self, key: MessageKey, fact: str) -> None:
        super().__init__(f"{key.value}: {self.reason} {fact}")
        self.key = key
        self.fact = fact

    reason = "cannot use the fact"


class MissingFact(RenderError):
    """Names the placeholder that has no value; never a value."""

    reason = "missing fact"


class UnusableFact(RenderError):
    """Names the fact that cannot be read; never its value."""

    reason = "unusable fact"
