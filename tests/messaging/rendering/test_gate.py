"""A message goes out in a language exactly if every sentence that it says has been read, where a policy wants that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commands.message_samples import FULL, MINIMAL, UNSUBSCRIBE_URL
from domain.messages import KEY_RULES, LANGUAGES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey, Purpose
from locales.catalog_loader import load_catalogs
from messaging.rendering.gate import SpeakersGate, WantedMessage
from messaging.rendering.renderer import RenderedMessage, Renderer
from messaging.rendering.sentences_of import sentences_of
from messaging.rendering.texts.correction import CORRECTION_TEXTS
from messaging.rendering.texts.offer import OFFERS

RENDERER = Renderer(load_catalogs())
EVERY = frozenset(LANGUAGES[1:])
SAID = [key for key in MessageKey if key is not MessageKey.LANGUAGE_OFFER]
KEYS, CHANNELS, FOREIGN = st.sampled_from(SAID), st.sampled_from(Channel), st.sampled_from(LANGUAGES[1:])
OPTIONAL = ("minutes", "eta_minutes", "detective_name", "detective_phone", "report_link", "rights_link", "occurred_on")


@st.composite
def some_facts(draw: st.DrawFn) -> MessageFacts:
    """Any of the facts that a sentence may be left out without."""
    left_out: dict[str, Any] = dict.fromkeys(draw(st.sets(st.sampled_from(OPTIONAL))))
    facts = replace(FULL, **left_out, corrects=draw(st.sampled_from((None, *CORRECTION_TEXTS))))
    return replace(facts, first_contact=draw(st.booleans()), cancel_word=draw(st.booleans()))


def said(wanted: WantedMessage, facts: MessageFacts, read: frozenset[str]) -> RenderedMessage:
    gate = SpeakersGate(renderer=RENDERER, sentences={wanted.language: read})
    return gate.render(wanted, lambda _: facts)


def wanted(key: MessageKey, channel: Channel, language: str) -> WantedMessage:
    return WantedMessage(key=key, channel=channel, language=language, require_reviewed=EVERY, offer_languages=LANGUAGES)


@given(KEYS, CHANNELS, FOREIGN, some_facts(), st.data())
def test_it_goes_out_in_the_language_exactly_if_all_that_it_says_is_read(
    key: MessageKey, channel: Channel, language: str, facts: MessageFacts, data: st.DataObject
) -> None:
    assume(key is not MessageKey.SURVEY_QUESTION)  # its question must be read as well: below
    used = RENDERER.render(key, channel, language, facts).sentences
    read = data.draw(st.just(used) | st.sets(st.sampled_from(sorted(used))).map(frozenset))
    message = said(wanted(key, channel, language), facts, read)
    assert (message.language == language) is (used <= read)
    assert message.language == (language if used <= read else "en")
    assert message.instead_of == (None if used <= read else language)


@given(KEYS, CHANNELS, FOREIGN, some_facts())
def test_one_unread_sentence_is_enough(key: MessageKey, channel: Channel, language: str, facts: MessageFacts) -> None:
    assume(key is not MessageKey.SURVEY_QUESTION)
    used = RENDERER.render(key, channel, language, facts).sentences
    assert {said(wanted(key, channel, language), facts, used - {one}).language for one in used} == {"en"}
    assert said(wanted(key, channel, language), facts, used).language == language


@given(KEYS, CHANNELS, FOREIGN, some_facts(), st.sampled_from(("", UNSUBSCRIBE_URL)))
def test_a_speaker_is_shown_every_sentence_that_a_message_may_say(
    key: MessageKey, channel: Channel, language: str, facts: MessageFacts, link: str
) -> None:
    rendered = RENDERER.render(key, channel, language, facts, unsubscribe_url=link or None)
    assert rendered.sentences <= {sentence.text for sentence in sentences_of(key, channel)}


@given(KEYS, CHANNELS, FOREIGN)
def test_a_language_that_no_policy_names_is_sent_as_it_is(key: MessageKey, channel: Channel, language: str) -> None:
    unasked = replace(wanted(key, channel, language), require_reviewed=EVERY - {language})
    message = said(unasked, FULL, frozenset())
    assert message == RENDERER.render(key, channel, language, FULL)


@pytest.mark.parametrize("key", MessageKey)
def test_english_needs_no_reader(key: MessageKey) -> None:
    assert said(wanted(key, Channel.SMS, "en"), FULL, frozenset()).instead_of is None


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("key", SAID)
def test_a_text_in_english_ends_with_the_offer_of_its_readers_language(key: MessageKey, language: str) -> None:
    """Not only the first text: any may be the one its reader does not understand."""
    facts = replace(MINIMAL, code_host=None)
    text = said(wanted(key, Channel.SMS, language), facts, frozenset()).text
    assert (text.splitlines()[-1] == OFFERS[language]) is (language not in RIGHT_TO_LEFT)
    assert OFFERS["ar"] not in text


def test_a_first_text_offers_each_language_once_the_readers_own_first() -> None:
    facts = replace(FULL, offered_languages=("es", "fr"))
    text = said(wanted(MessageKey.CALL_RECEIVED, Channel.SMS, "fr"), facts, frozenset()).text
    assert text.splitlines()[-2:] == [OFFERS["fr"], OFFERS["es"]]


def test_a_language_that_the_policy_does_not_offer_is_not_offered() -> None:
    silent = replace(wanted(MessageKey.CASE_NUMBER, Channel.SMS, "es"), offer_languages=("en", "fr"))
    message = said(silent, MINIMAL, frozenset())
    assert (message.language, message.text) == (
        "en",
        RENDERER.render(MessageKey.CASE_NUMBER, Channel.SMS, "en", MINIMAL).text,
    )


def test_an_email_has_no_offer_as_it_takes_no_replies() -> None:
    message = said(wanted(MessageKey.CASE_NUMBER, Channel.EMAIL, "es"), FULL, frozenset())
    assert message.text == RENDERER.render(MessageKey.CASE_NUMBER, Channel.EMAIL, "en", FULL).text


def asked_in(language: str) -> MessageFacts:
    return replace(MINIMAL, open_question=None, question={"en": "They listened.", "es": "Me escucharon."}[language])


@pytest.mark.parametrize(("questions", "spoken"), [({"They listened."}, "es"), ({"They came."}, "en"), (set(), "en")])
def test_a_question_asked_by_text_must_be_read_too_and_is_asked_in_english_else(
    questions: set[str], spoken: str
) -> None:
    every = frozenset(sentence.text for sentence in sentences_of(MessageKey.SURVEY_QUESTION, Channel.SMS))
    gate = SpeakersGate(renderer=RENDERER, sentences={"es": every}, questions={"es": frozenset(questions)})
    message = gate.render(wanted(MessageKey.SURVEY_QUESTION, Channel.SMS, "es"), asked_in)
    assert message.language == spoken
    assert str(asked_in(spoken).question) in message.text


def test_every_reply_may_be_held_back_too() -> None:
    replies = [key for key in MessageKey if KEY_RULES[key].purpose is Purpose.REPLIES]
    assert {said(wanted(key, Channel.SMS, "es"), MINIMAL, frozenset()).language for key in replies} == {"en"}
