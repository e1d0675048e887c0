"""Every sentence that a message may say over a channel, whatever its facts: what a speaker reads before it is sent."""

from __future__ import annotations

from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from locales.sentences import MessageWords, Sentence
from messaging.rendering.email_parts import details_of, footer_of
from messaging.rendering.texts import words_of
from messaging.rendering.texts.approved import APPROVED_TEXTS
from messaging.rendering.texts.common import LABELLED, PREFIX, STOP, UNSUBSCRIBE
from messaging.rendering.texts.correction import CORRECTION_TEXTS

_WITH_LINK = "https://unsubscribe.example"


def sentences_of(key: MessageKey, channel: Channel) -> frozenset[Sentence]:
    """Of a correction, those of all that can be corrected; of a detective's message, the approved words too; none of
    what only offers languages."""
    if key is MessageKey.LANGUAGE_OFFER:
        return frozenset()
    corrects = (None, *CORRECTION_TEXTS) if key is MessageKey.CORRECTION else (None,)
    approved = tuple(APPROVED_TEXTS.values()) if key is MessageKey.DETECTIVE_MESSAGE else ()
    said = _in_a_text if channel is Channel.SMS else _in_an_email
    every = (*(words_of(key, each) for each in corrects), *approved)
    return frozenset(sentence for words in every for sentence in said(key, words))


def _in_a_text(key: MessageKey, words: MessageWords) -> tuple[Sentence, ...]:
    around = (PREFIX,) if words.named else ()
    stop = () if KEY_RULES[key].purpose is Purpose.REPLIES else (STOP,)
    return (*words.lead, *words.sms, *around, *stop)


def _in_an_email(key: MessageKey, words: MessageWords) -> tuple[Sentence, ...]:
    rule = KEY_RULES[key]
    labels = (*(action.label for action in words.actions), *(label for _, label in details_of(rule)), UNSUBSCRIBE)
    footer = (*footer_of(rule, None), *footer_of(rule, _WITH_LINK))
    return (*words.subject, *words.lead, *words.email, *labels, LABELLED, *footer)
