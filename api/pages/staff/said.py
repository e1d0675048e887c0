"""A title that is made already, such as a badge, where a page expects a sentence."""

from __future__ import annotations

from locales.sentences import Sentence


def as_it_is(text: str) -> Sentence:
    """The text as it is, in every language."""
    return Sentence(text=text.replace("{", "{{").replace("}", "}}"))
