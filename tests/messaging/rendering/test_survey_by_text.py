"""A survey by text: the question in place of the link, short enough for every script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.message_samples import FULL, MINIMAL
from domain.messages import LANGUAGES, Channel, MessageKey
from messaging.rendering.renderer import Renderer
from policies.files import load_question_sets

SETS = load_question_sets().values()
MOST_PARTS = {"en": 2, "sw": 2}
"""Of other languages 4: accents and scripts outside GSM-7 halve what fits in a part."""

K = MessageKey


@pytest.mark.parametrize("key", [K.SURVEY_INVITATION, K.SURVEY_REMINDER])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_question_stands_in_place_of_the_link(renderer: Renderer, key: MessageKey, language: str) -> None:
    for questions in SETS:
        facts = replace(MINIMAL, question=questions.items[0].text[language], expires_in_days=7)
        text = renderer.render(key, Channel.SMS, language, facts)
        said = renderer.render(K.SURVEY_QUESTION, Channel.SMS, language, replace(facts, open_question=None)).text
        assert said.partition(": ")[2].strip("\u2068\u2069") in text.text
        assert "https://" not in text.text
        assert text.segments <= 1 + MOST_PARTS.get(language, 4)
    email = renderer.render(key, Channel.EMAIL, language, replace(MINIMAL, expires_in_days=7))
    assert str(MINIMAL.link) in email.text


@pytest.mark.parametrize("key", [K.SURVEY_INVITATION, K.SURVEY_REMINDER])
@pytest.mark.parametrize("language", LANGUAGES)
def test_how_long_the_link_works_is_said_by_email_and_by_the_page_only(
    renderer: Renderer, key: MessageKey, language: str
) -> None:
    week, day = replace(MINIMAL, expires_in_days=7), replace(MINIMAL, expires_in_days=1)
    assert (
        renderer.render(key, Channel.SMS, language, week).text == renderer.render(key, Channel.SMS, language, day).text
    )
    assert renderer.render(key, Channel.EMAIL, language, week) != renderer.render(key, Channel.EMAIL, language, day)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_fits(renderer: Renderer, language: str) -> None:
    for questions in SETS:
        asked = [replace(MINIMAL, question=item.text[language], open_question=None) for item in questions.items]
        asked += [replace(MINIMAL, open_question=comment.text[language]) for comment in questions.comments]
        for facts in asked:
            message = renderer.render(K.SURVEY_QUESTION, Channel.SMS, language, facts)
            assert message.segments <= MOST_PARTS.get(language, 4)
            assert ("1" in message.text or "۱" in message.text) is bool(facts.question)
            assert "0" in message.text or "۰" in message.text


def test_thanks_say_where_answers_can_be_changed(renderer: Renderer) -> None:
    assert str(FULL.link) in renderer.render(K.SURVEY_THANKS, Channel.SMS, "en", FULL).text
