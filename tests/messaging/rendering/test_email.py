"""An email reads right in any mail program, and nothing in it is more than text."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from commands.message_samples import FULL, MINIMAL, UNSUBSCRIBE_URL
from domain.messages import KEY_RULES, LANGUAGES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey, Purpose
from locales.unbroken_numbers import unbroken_by_style
from messaging.rendering.errors import MissingFact
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts import TEXTS
from tests.messaging.rendering.reading import Reading
from tests.shared_material import naughty_strings


def html(renderer: Renderer, key: MessageKey, language: str, facts: MessageFacts = FULL) -> str:
    return renderer.render(key, Channel.EMAIL, language, facts, unsubscribe_url=UNSUBSCRIBE_URL).html or ""


@pytest.mark.parametrize(("key", "language"), list(product(TEXTS, LANGUAGES)))
def test_it_states_its_language_and_direction(renderer: Renderer, key: MessageKey, language: str) -> None:
    page = Reading(html(renderer, key, language))
    wanted = {"lang": language, "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr"}
    assert page.attributes["html"] == wanted
    assert wanted.items() <= page.attributes["div"].items() | wanted.items()
    assert "title" in page.tags


@pytest.mark.parametrize(("key", "language"), list(product(TEXTS, LANGUAGES)))
def test_both_parts_say_the_same(renderer: Renderer, key: MessageKey, language: str) -> None:
    email = renderer.render(key, Channel.EMAIL, language, FULL, unsubscribe_url=UNSUBSCRIBE_URL)
    page = Reading(email.html or "")
    for line in email.text.splitlines():
        said = " ".join(line.replace("-- ", "").split()).rstrip(":").rstrip()
        if said.startswith("http"):
            assert said in page.links
        else:
            label, _, value = said.partition(": ")
            assert said in page.text or (label.rstrip() in page.text and value in page.text)


def test_a_detectives_words_are_quoted_line_by_line_in_their_own_direction(renderer: Renderer) -> None:
    source = html(renderer, MessageKey.DETECTIVE_MESSAGE, "ar", MINIMAL)
    quote = source[source.index("<blockquote") : source.index("</blockquote>")]
    assert 'dir="auto"' in quote
    assert "between 9 and 12?<br>I have two questions" in quote


def test_no_naughty_string_becomes_markup(renderer: Renderer) -> None:
    wanted = Reading(html(renderer, MessageKey.DETECTIVE_MESSAGE, "en"))
    tried = 0
    for naughty in naughty_strings():
        facts = replace(FULL, detective_message=naughty, detective_name=naughty or None, case_number=naughty)
        try:
            page = Reading(html(renderer, MessageKey.DETECTIVE_MESSAGE, "en", facts))
        except MissingFact:  # nothing but invisible characters
            continue
        tried += 1
        assert page.structure[:12] == wanted.structure[:12]
        assert {"script", "img", "iframe", "svg", "object", "form"}.isdisjoint(page.tags)
        assert page.links == wanted.links
    assert tried > 400


def test_a_subject_is_one_line_whatever_the_facts(renderer: Renderer) -> None:
    facts = replace(FULL, case_number="26-1\r\nBcc: everybody@springfield.example")
    email = renderer.render(MessageKey.STILL_OPEN, Channel.EMAIL, "en", facts)
    assert email.subject == "Your case 26-1 Bcc: everybody@springfield.example is still open"


def test_the_unsubscribe_link_is_shown_when_there_is_one_and_a_number_to_call_when_not(renderer: Renderer) -> None:
    key = MessageKey.CALL_RECEIVED
    with_link = renderer.render(key, Channel.EMAIL, "en", FULL, unsubscribe_url=UNSUBSCRIBE_URL)
    without = renderer.render(key, Channel.EMAIL, "en", FULL)
    assert UNSUBSCRIBE_URL in Reading(with_link.html or "").links
    assert UNSUBSCRIBE_URL in with_link.text
    assert "To stop these emails, call" not in with_link.text
    assert "To stop these emails, call 303-555-0100." in without.text


def test_an_answer_to_somebody_who_wrote_does_not_offer_to_stop_by_telephone(renderer: Renderer) -> None:
    for key in TEXTS:
        offered = "To stop these emails" in renderer.render(key, Channel.EMAIL, "en", FULL).text
        assert offered is (KEY_RULES[key].purpose is not Purpose.REPLIES)


def test_long_numbers_stay_on_one_line_and_nothing_else_changes() -> None:
    kept = '<span style="white-space:nowrap;">{}</span>'
    assert unbroken_by_style("Call 303-555-0100.") == f"Call {kept.format('303-555-0100')}."
    assert unbroken_by_style("(206) 555-0100, +1 206 555 0100") == (
        f"{kept.format('(206) 555-0100')}, {kept.format('+1 206 555 0100')}"
    )
    assert unbroken_by_style("26-014237 & <b>") == f"{kept.format('26-014237')} &amp; &lt;b&gt;"
    assert unbroken_by_style("on the 20th of 2026, see https://a.example/12345-6") == (
        "on the 20th of 2026, see https://a.example/12345-6"
    )
