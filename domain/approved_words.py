"""What a detective may say to victims without writing it: each is said in the reader's own language."""

from __future__ import annotations

from enum import StrEnum


class ApprovedWords(StrEnum):
    """The words are in `messaging.rendering.texts.approved`."""

    PLEASE_CALL = "please_call"
    MORE_INFORMATION = "more_information"
    PROPERTY = "property"
    COURT_DATE = "court_date"
    NO_NEWS_YET = "no_news_yet"
