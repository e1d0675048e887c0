"""What a correction says: when we said what, that it was a mistake, in every language and for every kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.message_samples import FULL, MINIMAL
from domain.correction import CORRECTABLE
from domain.mass_news import CONSEQUENTIAL
from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageFacts, MessageKey, Purpose
from domain.sms_segments import Encoding
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts import words_of
from messaging.rendering.texts.correction import CORRECTION_TEXTS, OTHER_CORRECTION

CORRECTION = MessageKey.CORRECTION
ALL = [(wrong, language) for wrong in CORRECTABLE for language in LANGUAGES]


def text(renderer: Renderer, wrong: MessageKey, language: str, facts: MessageFacts = FULL) -> str:
    told = replace(facts, corrects=wrong, first_contact=False)
    return renderer.render(CORRECTION, Channel.SMS, language, told).text


def test_it_takes_back_plainly_what_was_said_and_says_when(renderer: Renderer) -> None:
    assert text(renderer, MessageKey.CASE_CLOSED, "en") == (
        "Springfield Police: On November 20, 2026 we told you that your case was closed. "
        "That was a mistake: it is not true. We are sorry. "
        "Your case number is 26-88112. Questions? Call 303-555-0100."
    )


def test_without_a_date_it_still_says_what(renderer: Renderer) -> None:
    said = text(renderer, MessageKey.ARREST_MADE, "en", MINIMAL)
    assert "We told you that someone was arrested in your case. That was a mistake" in said
    assert "If you are in danger, call 911." in said


def test_every_consequential_message_has_a_correction_of_its_own() -> None:
    assert set(CORRECTION_TEXTS) == CONSEQUENTIAL
    assert words_of(CORRECTION, MessageKey.OUTCOME_HANDLED) is OTHER_CORRECTION


def test_replies_codes_surveys_and_corrections_are_not_corrected() -> None:
    assert {KEY_RULES[key].purpose for key in CORRECTABLE} == {Purpose.UPDATES}
    assert CORRECTION not in CORRECTABLE


@pytest.mark.parametrize(("wrong", "language"), ALL)
@pytest.mark.parametrize("facts", [FULL, MINIMAL], ids=["full", "minimal"])
def test_it_renders_over_both_channels(
    renderer: Renderer, wrong: MessageKey, language: str, facts: MessageFacts
) -> None:
    told = replace(facts, corrects=wrong)
    email = renderer.render(CORRECTION, Channel.EMAIL, language, told)
    sms = renderer.render(CORRECTION, Channel.SMS, language, told)
    assert email.subject
    assert not set("{}") & set(sms.text + email.text + email.subject)
    assert wrong.value not in sms.text + email.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_kinds_say_the_same(renderer: Renderer, language: str) -> None:
    texts = {text(renderer, wrong, language) for wrong in CORRECTION_TEXTS}
    assert len(texts) == len(CORRECTION_TEXTS)


@pytest.mark.parametrize("wrong", CORRECTION_TEXTS)
def test_it_costs_no_segment_for_a_letter(renderer: Renderer, wrong: MessageKey) -> None:
    """Spanish, French and Swahili stay within GSM-7."""
    for language in ("en", "es", "fr", "sw"):
        message = renderer.render(CORRECTION, Channel.SMS, language, replace(FULL, corrects=wrong, first_contact=False))
        assert message.encoding is Encoding.GSM_7
        assert message.segments <= 3
