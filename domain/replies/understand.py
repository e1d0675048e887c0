"""From the text a person sent back to what they mean by it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.replies import carrier
from domain.replies.intents import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a reply means, and the little that must be known to act on it."""

    intent: Intent
    language: str | None = None
    rating: int | None = None
    cancel_word: bool = False
    carrier_keyword: bool = False
    purpose: str | None = None


_KEYWORD_INTENTS = {
    **dict.fromkeys(carrier.OPT_OUT_KEYWORDS, Intent.OPT_OUT),
    **dict.fromkeys(carrier.OPT_IN_KEYWORDS, Intent.OPT_IN),
    **dict.fromkeys(carrier.HELP_KEYWORDS, Intent.HELP),
}


def understand(body: str, *, survey_open: bool = False) -> Understood:
    """What a person means by this text; it never raises, whatever the text."""
    word = carrier.keyword(body)
    if word:
        return Understood(
            intent=_KEYWORD_INTENTS[word],
            language="en",
            cancel_word=word in {"CANCEL", "END"},
            carrier_keyword=True,
        )
    if survey_open:
        text = body.strip()
        return Understood(intent=Intent.SURVEY_ANSWER, rating=int(text) if text in set("12345") else None)
    return Understood(intent=Intent.OTHER)
