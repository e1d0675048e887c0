"""The words of every message, in English; other languages live in the catalogs."""

from __future__ import annotations

from domain.messages import MessageFacts, MessageKey
from locales.sentences import MessageWords
from messaging.rendering.texts.approved import APPROVED_TEXTS
from messaging.rendering.texts.call import CALL_TEXTS
from messaging.rendering.texts.case import CASE_TEXTS
from messaging.rendering.texts.correction import CORRECTION_TEXTS, OTHER_CORRECTION
from messaging.rendering.texts.reply import REPLY_TEXTS
from messaging.rendering.texts.survey import SURVEY_TEXTS

TEXTS: dict[MessageKey, MessageWords] = {
    **CALL_TEXTS,
    **CASE_TEXTS,
    MessageKey.CORRECTION: OTHER_CORRECTION,
    **SURVEY_TEXTS,
    **REPLY_TEXTS,
}
"""One row per message key; a test holds that none is missing."""


def words_said(key: MessageKey, facts: MessageFacts) -> MessageWords:
    """What a message says with these facts: a detective may have chosen approved words."""
    if key is MessageKey.DETECTIVE_MESSAGE and facts.approved is not None:
        return APPROVED_TEXTS[facts.approved]
    return words_of(key, facts.corrects)


def words_of(key: MessageKey, corrects: MessageKey | None) -> MessageWords:
    """What a message says; a correction says what the message it takes back had said."""
    if key is MessageKey.CORRECTION and corrects is not None:
        return CORRECTION_TEXTS.get(corrects, OTHER_CORRECTION)
    return TEXTS[key]
