"""The words that a detective may have said: in every language, over both channels, with and without a telephone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.pages.staff.write_texts import APPROVED
from commands.message_samples import FULL, MINIMAL
from domain.approved_words import ApprovedWords
from domain.messages import LANGUAGES, Channel, MessageFacts, MessageKey
from messaging.rendering.renderer import Renderer
from messaging.rendering.sentences_of import sentences_of
from messaging.rendering.texts.approved import APPROVED_TEXTS

KEY = MessageKey.DETECTIVE_MESSAGE


def test_none_is_without_words_or_without_a_name_for_staff() -> None:
    assert set(APPROVED_TEXTS) == set(APPROVED) == set(ApprovedWords)


@pytest.mark.parametrize("approved", list(ApprovedWords))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", [FULL, MINIMAL], ids=["full", "minimal"])
def test_they_are_said_in_every_language_over_both_channels(
    renderer: Renderer, approved: ApprovedWords, language: str, facts: MessageFacts
) -> None:
    said = replace(facts, approved=approved, detective_message=None)
    sms = renderer.render(KEY, Channel.SMS, language, said)
    email = renderer.render(KEY, Channel.EMAIL, language, said)
    assert not set("{}") & set(sms.text + email.text + (email.subject or ""))
    assert sms.segments <= 4
    if language != "en":
        in_english = renderer.render(KEY, Channel.SMS, "en", said)
        assert sms.text != in_english.text


def test_a_text_says_where_to_call(renderer: Renderer) -> None:
    named = replace(FULL, approved=ApprovedWords.PLEASE_CALL, first_contact=False)
    assert "Please call the detective on your case at " in renderer.render(KEY, Channel.SMS, "en", named).text
    unnamed = replace(MINIMAL, approved=ApprovedWords.PLEASE_CALL)
    assert "and ask for the detective on your case." in renderer.render(KEY, Channel.SMS, "en", unnamed).text


def test_speakers_read_them_before_they_are_sent() -> None:
    read = sentences_of(KEY, Channel.SMS)
    for words in APPROVED_TEXTS.values():
        assert {*words.lead} <= read
