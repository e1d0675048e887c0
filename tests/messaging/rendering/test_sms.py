"""What may and must stand in a text message, which is not private and costs money by the part."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from commands.message_samples import FULL, MINIMAL, WITH_TEXT_TO_911
from domain.messages import KEY_RULES, LANGUAGES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey, Purpose
from domain.sms_segments import Encoding, segments
from messaging.rendering.renderer import Renderer
from messaging.rendering.speaker import placeholders
from messaging.rendering.texts import TEXTS
from messaging.rendering.texts.common import PREFIX, STOP

ALL = list(product(TEXTS, LANGUAGES))
BEGINS_WITH_911 = {MessageKey.HELP, MessageKey.EMERGENCY}
MAY_BE_TEXTED = {
    "agency",
    "non_emergency_phone",
    "reference",
    "surviving_reference",
    "case_number",
    "minutes",
    "eta_minutes",
    "expires_in_days",
    "date",
    "link",
    "question",
    "open_question",
    "report_link",
    "rights_link",
    "code",
    "detective_name",
    "detective_phone",
    "detective_message",
    "text",
    "time",
}
ARREST_AND_CHARGES = {
    "en": ("arrest", "charge", "guilty"),
    "es": ("arrest", "cargo", "culpable"),
    "fr": ("arrest", "poursuit", "coupable"),
    "ar": ("القبض", "تهم", "مذنب"),
    "sw": ("kamat", "mashtaka", "hatia"),
    "fa": ("بازداشت", "اتهام", "مجرم"),
}


def sms(renderer: Renderer, key: MessageKey, language: str, facts: MessageFacts = FULL) -> str:
    return renderer.render(key, Channel.SMS, language, facts).text


@pytest.mark.parametrize(("key", "language"), ALL)
def test_it_opens_with_the_agency(renderer: Renderer, key: MessageKey, language: str) -> None:
    text = sms(renderer, key, language)
    assert FULL.agency in text
    assert text.lstrip("\u200f\u2068").startswith(FULL.agency) is (key not in BEGINS_WITH_911)


@pytest.mark.parametrize(("key", "language"), list(product(sorted(BEGINS_WITH_911), LANGUAGES)))
def test_help_and_emergency_open_with_911(renderer: Renderer, key: MessageKey, language: str) -> None:
    text = sms(renderer, key, language)
    assert text.index("911") < text.index(FULL.agency)


@pytest.mark.parametrize(("key", "language"), ALL)
def test_the_first_text_says_how_to_stop_and_the_next_does_not(
    renderer: Renderer, key: MessageKey, language: str
) -> None:
    if KEY_RULES[key].purpose is Purpose.REPLIES:
        return
    assert sms(renderer, key, language, FULL).count("STOP") == 1
    assert "STOP" not in sms(renderer, key, language, replace(FULL, first_contact=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmation_says_how_to_undo_it(renderer: Renderer, language: str) -> None:
    assert "START" in sms(renderer, MessageKey.OPT_OUT_CONFIRMED, language)
    assert "STOP" in sms(renderer, MessageKey.OPT_IN_CONFIRMED, language)
    assert "STOP" in sms(renderer, MessageKey.HELP, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_who_wrote_cancel_or_end_is_told_that_the_call_stands(renderer: Renderer, language: str) -> None:
    said = sms(renderer, MessageKey.OPT_OUT_CONFIRMED, language, replace(FULL, cancel_word=True))
    unsaid = sms(renderer, MessageKey.OPT_OUT_CONFIRMED, language, replace(FULL, cancel_word=False))
    assert FULL.non_emergency_phone in said
    assert FULL.non_emergency_phone not in unsaid


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_reply_is_told_of_911_before_all_else_that_is_said(renderer: Renderer, language: str) -> None:
    text = sms(renderer, MessageKey.NOT_MONITORED, language)
    assert text.index("911") < text.index(FULL.non_emergency_phone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_no_longer_needs_the_police_is_told_where_to_call_and_of_911(renderer: Renderer, language: str) -> None:
    text = sms(renderer, MessageKey.CANCEL_VISIT, language)
    assert text.index(FULL.non_emergency_phone) < text.index("911")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", [FULL, MINIMAL], ids=["full", "minimal"])
def test_an_arrest_is_told_with_a_number_to_call_and_911(
    renderer: Renderer, language: str, facts: MessageFacts
) -> None:
    number = facts.detective_phone or facts.non_emergency_phone
    for said in (sms(renderer, MessageKey.ARREST_MADE, language, facts), arrest_email(renderer, language, facts)):
        assert "911" in said
        assert number in said or facts.non_emergency_phone in said


def arrest_email(renderer: Renderer, language: str, facts: MessageFacts) -> str:
    """What it says itself, without the lines below every email."""
    return renderer.render(MessageKey.ARREST_MADE, Channel.EMAIL, language, facts).text.partition("\n-- \n")[0]


@pytest.mark.parametrize("key", TEXTS)
def test_only_facts_fit_for_a_lock_screen_are_texted(key: MessageKey) -> None:
    sentences = (PREFIX, STOP, *TEXTS[key].lead, *TEXTS[key].sms)
    used = {
        name
        for sentence in sentences
        for text in (sentence.text, sentence.plural or "", sentence.text_to_911 or "")
        for name in placeholders(text)
    }
    assert used <= MAY_BE_TEXTED


@pytest.mark.parametrize(("key", "language"), ALL)
def test_a_caller_hears_nothing_of_arrests_charges_or_detectives(
    renderer: Renderer, key: MessageKey, language: str
) -> None:
    if KEY_RULES[key].victims_only:
        return
    email = renderer.render(key, Channel.EMAIL, language, FULL)
    for text in (sms(renderer, key, language), email.text, email.html or "", email.subject or ""):
        for name in (FULL.detective_name, FULL.detective_phone, FULL.detective_email):
            assert name is not None
            assert name not in text
        for stem in ARREST_AND_CHARGES[language]:
            assert stem not in text.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_arrest_and_charges_are_those_looked_for(renderer: Renderer, language: str) -> None:
    told = sms(renderer, MessageKey.ARREST_MADE, language) + sms(renderer, MessageKey.CHARGES_FILED, language)
    assert all(stem in told.lower() for stem in ARREST_AND_CHARGES[language])


@pytest.mark.parametrize(("key", "language"), ALL)
def test_its_cost_is_bounded(renderer: Renderer, key: MessageKey, language: str) -> None:
    message = renderer.render(key, Channel.SMS, language, WITH_TEXT_TO_911)
    bounds = {"en": 2, "sw": 2, "fr": 3, "es": 4}
    assert message.segments <= bounds.get(language, 4)
    count = segments(message.text)
    assert (message.segments, message.encoding) == (count.segments, count.encoding)


@pytest.mark.parametrize(("key", "language"), list(product(TEXTS, ("en", "sw"))))
def test_languages_without_accents_stay_cheap_even_when_facts_are_curly(
    renderer: Renderer, key: MessageKey, language: str
) -> None:
    facts = replace(FULL, agency="Prince George’s County – Police", detective_name="Siobhán O’Neill")
    message = renderer.render(key, Channel.SMS, language, facts)
    named = key is MessageKey.DETECTIVE_ASSIGNED
    assert message.encoding is (Encoding.UCS_2 if named else Encoding.GSM_7)
    assert "Prince George's County - Police" in message.text


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_joiners_of_farsi_and_arabic_letters_are_kept(renderer: Renderer, language: str) -> None:
    facts = replace(FULL, agency="پلیس شهر نمونه‌ها")
    assert "نمونه‌ها" in sms(renderer, MessageKey.CALL_RECEIVED, language, facts)


def test_a_message_by_a_detective_is_behind_the_link_when_there_is_one(renderer: Renderer) -> None:
    assert MINIMAL.detective_message is not None
    first_words = MINIMAL.detective_message[:20]
    assert first_words not in sms(renderer, MessageKey.DETECTIVE_MESSAGE, "en", MINIMAL)
    assert first_words in sms(renderer, MessageKey.DETECTIVE_MESSAGE, "en", replace(MINIMAL, link=None))
