"""A person whose language is not known is offered the others, each in its own letters."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from commands.message_samples import FULL
from domain.messages import LANGUAGES, RIGHT_TO_LEFT, Channel, MessageKey
from domain.replies.intents import Intent
from domain.sms_segments import Encoding, encoding_of, segments
from intake.replies.understanding.understand import understand
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts.offer import (
    OFFERS,
    in_a_text_of_their_own,
    in_the_first_text,
    offers_alone,
    with_offers,
)

each_language = pytest.mark.parametrize("language", LANGUAGES)
MORE_SEGMENTS = {"en": 0, "es": 0, "fr": 1, "ar": 2, "sw": 0, "fa": 2}
"""In the first text itself. The text of their own for Arabic and Farsi is one segment more, of a first text in Latin
letters."""


def others(language: str) -> tuple[str, ...]:
    return tuple(other for other in LANGUAGES if other != language)


def test_every_language_is_offered_in_itself() -> None:
    assert OFFERS.keys() == set(LANGUAGES)


@each_language
def test_what_an_offer_says_to_reply_is_understood(language: str) -> None:
    asked = understand(next(word for word in OFFERS[language].split() if word == language.upper()))
    assert (asked.intent, asked.language) == (Intent.LANGUAGE, language)


@each_language
def test_the_offer_costs_what_the_documentation_says(renderer: Renderer, language: str) -> None:
    plain, offering = (
        renderer.render(MessageKey.CALL_RECEIVED, Channel.SMS, language, replace(FULL, offered_languages=offered))
        for offered in ((), others(language))
    )
    assert offering.segments - plain.segments == MORE_SEGMENTS[language]
    assert offering.encoding is plain.encoding


@each_language
def test_each_language_is_offered_once_here_or_there(language: str) -> None:
    here, there = in_the_first_text(language, others(language)), in_a_text_of_their_own(language, others(language))
    assert sorted((*here, *there)) == sorted(others(language))
    assert set(there) == (set() if language in RIGHT_TO_LEFT else RIGHT_TO_LEFT)


def test_a_first_text_in_latin_letters_has_no_others() -> None:
    latin = [each for each in LANGUAGES if each not in RIGHT_TO_LEFT]
    for language, offered in product(latin, latin):
        assert in_the_first_text(language, [offered, "ar", "fa"]) == (offered,)
    assert encoding_of(with_offers("Hello", latin)) is Encoding.GSM_7


@pytest.mark.parametrize("offered", [("ar", "fa"), ("ar",), ("fa",)])
def test_the_text_of_their_own_is_one_segment_and_runs_from_the_right(
    renderer: Renderer, offered: tuple[str, ...]
) -> None:
    facts = replace(FULL, offered_languages=offered)
    message = renderer.render(MessageKey.LANGUAGE_OFFER, Channel.SMS, offered[0], facts)
    assert message.text == "\u200f" + "\n".join(OFFERS[each] for each in offered)
    assert message.segments == segments(offers_alone(offered)).segments == 1
    assert (message.encoding, len(message.text) <= 70) == (Encoding.UCS_2, True)


def test_only_a_first_text_offers_and_never_an_answer_or_an_email(renderer: Renderer) -> None:
    facts = replace(FULL, offered_languages=("es",))
    later = renderer.render(MessageKey.CALL_RECEIVED, Channel.SMS, "en", replace(facts, first_contact=False))
    answer = renderer.render(MessageKey.HELP, Channel.SMS, "en", facts)
    email = renderer.render(MessageKey.CALL_RECEIVED, Channel.EMAIL, "en", facts)
    assert not any(OFFERS["es"] in message.text for message in (later, answer, email))
