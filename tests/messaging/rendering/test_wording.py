"""The mark of a template tells one version of it from every other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from babel.support import NullTranslations

from domain.messages import LANGUAGES, Channel, MessageKey
from locales.catalog_loader import load_catalogs
from messaging.rendering import wording
from messaging.rendering.renderer import Renderer
from messaging.rendering.sentences_of import sentences_of
from messaging.rendering.wording import MARK_LENGTH, wording_mark


def test_each_message_channel_and_language_has_a_mark_of_its_own() -> None:
    renderer = Renderer(load_catalogs())
    said = [key for key in MessageKey if sentences_of(key, Channel.SMS)]
    marks = {
        renderer.wording(key, channel, language)
        for key in (MessageKey.CALL_RECEIVED, MessageKey.ARREST_MADE)
        for channel in Channel
        for language in LANGUAGES
    }
    assert len(marks) == 2 * len(Channel) * len(LANGUAGES)
    assert all(len(mark) == MARK_LENGTH for mark in marks)
    assert all(renderer.wording(key, Channel.SMS, "en") for key in said)


def test_a_changed_sentence_or_translation_changes_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    class Translated(NullTranslations):
        def gettext(self, message: str) -> str:
            return f"{message}!"

    key, channel = MessageKey.ARREST_MADE, Channel.SMS
    before = wording_mark(key, channel, NullTranslations())
    assert wording_mark(key, channel, NullTranslations()) == before
    assert wording_mark(key, channel, Translated()) != before
    changed = frozenset(replace(each, text=f"{each.text}.") for each in sentences_of(key, channel))
    monkeypatch.setattr(wording, "sentences_of", lambda *_: changed)
    assert wording_mark(key, channel, NullTranslations()) != before
