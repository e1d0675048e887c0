"""The words of every message, in English; other languages live in the catalogs."""

from __future__ import annotations

from activities.messages.texts.call import CALL_TEXTS
from activities.messages.texts.case import CASE_TEXTS
from activities.messages.texts.reply import REPLY_TEXTS
from activities.messages.texts.survey import SURVEY_TEXTS
from activities.messages.words import Words
from domain.messages import MessageKey

TEXTS: dict[MessageKey, Words] = CALL_TEXTS | CASE_TEXTS | SURVEY_TEXTS | REPLY_TEXTS
"""One row per message key; a test holds that none is missing."""
