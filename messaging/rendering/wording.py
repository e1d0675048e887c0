"""The mark of a message's template: a checksum of every sentence that it may say, in English and as translated."""

from __future__ import annotations

import hashlib
import json

from babel.support import NullTranslations

from domain.messages import Channel, MessageKey
from locales.sentences import Sentence
from messaging.rendering.sentences_of import sentences_of

MARK_LENGTH = 16


def wording_mark(key: MessageKey, channel: Channel, catalog: NullTranslations) -> str:
    """The beginning of a SHA-256 (hex): the same as long as no sentence of it was changed or translated anew."""
    said = sorted(part for sentence in sentences_of(key, channel) for part in _parts(sentence, catalog))
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:MARK_LENGTH]


def _parts(sentence: Sentence, catalog: NullTranslations) -> list[list[str]]:
    if sentence.plural is not None:
        forms = [str(catalog.ngettext(sentence.text, sentence.plural, n)) for n in (0, 1, 2, 3, 11)]
        return [[sentence.text, sentence.plural, *forms]]
    texts = filter(None, (sentence.text, sentence.text_to_911))
    return [[text, str(catalog.gettext(text))] for text in texts]
