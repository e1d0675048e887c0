"""Somebody whose language nobody knows is offered the others in their first text, at no price where it can be had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.message_samples import FULL
from domain.messages import LANGUAGES, Channel, MessageKey
from domain.replies.intents import Intent
from domain.sms_segments import Encoding, encoding_of
from intake.replies.understanding.understand import understand
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.offer import IN_LATIN_LETTERS, OFFERS, with_offer

each_language = pytest.mark.parametrize("language", LANGUAGES)
MORE_SEGMENTS = {"en": 0, "es": 0, "fr": 1, "ar": 2, "sw": 0, "fa": 2}


def others(language: str) -> tuple[str, ...]:
    return tuple(other for other in LANGUAGES if other != language)


def test_every_language_is_offered_in_itself() -> None:
    assert OFFERS.keys() == set(LANGUAGES)


@each_language
def test_what_an_offer_says_to_reply_is_understood(language: str) -> None:
    for line in (OFFERS[language], IN_LATIN_LETTERS.get(language, OFFERS[language])):
        asked = understand(line.split()[-1])
        assert (asked.intent, asked.language) == (Intent.LANGUAGE, language)


@each_language
def test_the_offer_costs_what_the_documentation_says(renderer: Renderer, language: str) -> None:
    plain, offering = (
        renderer.render(MessageKey.CALL_RECEIVED, Channel.SMS, language, replace(FULL, offered_languages=offered))
        for offered in ((), others(language))
    )
    assert offering.segments - plain.segments == MORE_SEGMENTS[language]
    assert offering.encoding is plain.encoding


def test_arabic_letters_are_used_where_they_cost_nothing() -> None:
    assert OFFERS["ar"] in with_offer("سلام", ["ar"])
    assert encoding_of(with_offer("Hello", LANGUAGES)) is Encoding.GSM_7


def test_only_a_first_text_offers_and_never_an_answer_or_an_email(renderer: Renderer) -> None:
    facts = replace(FULL, offered_languages=("es",))
    later = renderer.render(MessageKey.CALL_RECEIVED, Channel.SMS, "en", replace(facts, first_contact=False))
    answer = renderer.render(MessageKey.HELP, Channel.SMS, "en", facts)
    email = renderer.render(MessageKey.CALL_RECEIVED, Channel.EMAIL, "en", facts)
    assert not any(OFFERS["es"] in message.text for message in (later, answer, email))
