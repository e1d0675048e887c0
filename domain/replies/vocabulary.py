"""The phrases of one language for each intent; `locales/reply_words` has them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.replies.phrases import PhraseTable

NOTHING = PhraseTable()
"""What a language has no words for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyVocabulary:
    """The tables of one language; `language` is None for words that people of every language use, such as STOP.

    `politeness` are words around a keyword that change nothing: please, now, thanks, officer, a curse.
    `not_stop` and `not_emergency` only sound like it; they are blanked out before the others are looked for.
    """

    language: str | None
    politeness: str = ""
    stop: PhraseTable = NOTHING
    stop_surveys: PhraseTable = NOTHING
    cancel: PhraseTable = NOTHING
    """Revokes like `stop`, but may have been meant for the call for service."""
    cancel_call: PhraseTable = NOTHING
    """Meant for the call for service alone; revokes nothing."""
    not_stop: PhraseTable = NOTHING
    start: PhraseTable = NOTHING
    help: PhraseTable = NOTHING
    emergency: PhraseTable = NOTHING
    not_emergency: PhraseTable = NOTHING
