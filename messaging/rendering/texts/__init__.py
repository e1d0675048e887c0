"""The words of every message, in English; other languages live in the catalogs."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import MessageWords
from messaging.rendering.texts.call import CALL_TEXTS
from messaging.rendering.texts.case import CASE_TEXTS
from messaging.rendering.texts.reply import REPLY_TEXTS
from messaging.rendering.texts.survey import SURVEY_TEXTS

TEXTS: dict[MessageKey, MessageWords] = CALL_TEXTS | CASE_TEXTS | SURVEY_TEXTS | REPLY_TEXTS
"""One row per message key; a test holds that none is missing."""
