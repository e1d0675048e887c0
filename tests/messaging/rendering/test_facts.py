"""Facts: what happens when one is missing, cannot be read, or tries to be more than text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commands.message_samples import FULL, MINIMAL
from domain.messages import Channel, MessageFacts, MessageKey
from messaging.rendering.errors import MissingFact, UnusableFact
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts import TEXTS

BARE = MessageFacts(
    agency="Springfield Police", non_emergency_phone="303-555-0100", time_zone="America/Denver", reference="26-014237"
)
NEEDED = {
    MessageKey.CALL_MERGED: "surviving_reference",
    MessageKey.CASE_NUMBER: "case_number",
    MessageKey.DETECTIVE_MESSAGE: "detective_message",
    MessageKey.SURVEY_INVITATION: "link",
    MessageKey.SURVEY_REMINDER: "link",
    MessageKey.PORTAL_CODE: "code",
}


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("key", TEXTS)
def test_a_message_needs_no_more_than_this(renderer: Renderer, key: MessageKey, channel: Channel) -> None:
    if key not in NEEDED:
        assert renderer.render(key, channel, "en", BARE).text
        return
    with pytest.raises(MissingFact) as missing:
        renderer.render(key, channel, "en", BARE)
    assert (missing.value.key, missing.value.fact) == (key, NEEDED[key])


def test_an_empty_fact_is_a_missing_one(renderer: Renderer) -> None:
    with pytest.raises(MissingFact, match="agency"):
        renderer.render(MessageKey.HELP, Channel.SMS, "en", replace(BARE, agency=" "))
    with pytest.raises(MissingFact, match="agency"):
        renderer.render(MessageKey.CALL_RECEIVED, Channel.EMAIL, "en", replace(BARE, agency=""))


def test_an_unknown_fact_takes_its_sentence_with_it(renderer: Renderer) -> None:
    known = renderer.render(MessageKey.DETECTIVE_ASSIGNED, Channel.SMS, "en", FULL).text
    unknown = renderer.render(MessageKey.DETECTIVE_ASSIGNED, Channel.SMS, "en", BARE).text
    assert "Dana Reyes" in known
    assert "303-555-0147" in known
    assert unknown == "Springfield Police: A detective was assigned to your case. Questions? Call 303-555-0100."


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "www.springfield.example", "https://springfield.example/a b", 'https://a/"onclick="'],
)
@pytest.mark.parametrize("channel", Channel)
def test_an_unusable_fact_is_named_without_its_value(renderer: Renderer, channel: Channel, link: str) -> None:
    facts = replace(FULL, link=link)
    with pytest.raises(UnusableFact) as unusable:
        renderer.render(MessageKey.SURVEY_INVITATION, channel, "en", facts)
    assert (unusable.value.key, unusable.value.fact) == (MessageKey.SURVEY_INVITATION, "link")
    assert link not in str(unusable.value)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("occurred_on", "yesterday"),
        ("occurred_on", "2026-11-20T21:14:00"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("rights_link", "javascript:alert(1)"),
    ],
)
def test_an_unusable_fact_never_stops_a_message_that_can_do_without_it(
    renderer: Renderer, fact: str, value: str
) -> None:
    changed: dict[str, Any] = {fact: value}
    whole = renderer.render(MessageKey.ARREST_MADE, Channel.EMAIL, "en", FULL).text
    without = renderer.render(MessageKey.ARREST_MADE, Channel.EMAIL, "en", replace(FULL, **changed)).text
    assert value not in without
    left_out = set(whole.split("\n\n")) - set(without.split("\n\n"))
    assert len(left_out) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_braces_and_direction_marks_in_a_fact_are_only_text(renderer: Renderer, language: str) -> None:
    facts = replace(MINIMAL, link=None, detective_message="\u202e{agency} \u2069{0.__class__}\u2066 %s\x07")
    text = renderer.render(MessageKey.DETECTIVE_MESSAGE, Channel.SMS, language, facts).text
    assert "{agency} {0.__class__} %s" in text
    assert not {"\u202e", "\u2066", "\x07"} & set(text)
    assert text.count("\u2068") == text.count("\u2069")


def test_a_language_may_be_named_in_any_way(renderer: Renderer) -> None:
    assert renderer.render(MessageKey.HELP, Channel.SMS, "es-MX", FULL).language == "es"
    assert renderer.render(MessageKey.HELP, Channel.SMS, "Dari", FULL).language == "fa"
    assert renderer.render(MessageKey.HELP, Channel.SMS, "Klingon", FULL).language == "en"


def test_the_same_facts_give_the_same_message(renderer: Renderer) -> None:
    first = renderer.render(MessageKey.CASE_NUMBER, Channel.EMAIL, "fa", FULL)
    assert renderer.render(MessageKey.CASE_NUMBER, Channel.EMAIL, "fa", FULL) == first
