"""What a detective may have said in every language: approved words, in place of words of their own."""

from __future__ import annotations

from dataclasses import replace

from domain.approved_words import ApprovedWords
from domain.messages import MessageKey
from locales.sentences import MessageWords, Sentence, if_known, say
from messaging.rendering.texts.case import CASE_TEXTS
from messaging.rendering.texts.common import CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE

_PLEASE_CALL = (
    if_known("Please call the detective on your case at {detective_phone}."),
    say("Please call {non_emergency_phone} and ask for the detective on your case.", unless="detective_phone"),
)


def _words(*lead: Sentence) -> MessageWords:
    """As an email it looks like a message that a detective wrote, without the quotation."""
    return replace(CASE_TEXTS[MessageKey.DETECTIVE_MESSAGE], lead=lead, sms=(), quote=None)


APPROVED_TEXTS: dict[ApprovedWords, MessageWords] = {
    ApprovedWords.PLEASE_CALL: _words(*_PLEASE_CALL),
    ApprovedWords.MORE_INFORMATION: _words(
        say("The detective on your case needs some more information from you."), *_PLEASE_CALL
    ),
    ApprovedWords.PROPERTY: _words(
        say("Something that belongs to you can be picked up."), say("Please call before you come."), *_PLEASE_CALL
    ),
    ApprovedWords.COURT_DATE: _words(say("A court date in your case has changed."), *_PLEASE_CALL),
    ApprovedWords.NO_NEWS_YET: _words(
        say("There is no news about your case yet, but we are still working on it."),
        CALL_DETECTIVE,
        QUESTIONS_WITHOUT_DETECTIVE,
    ),
}
"""One row each; a test holds that none is missing."""
