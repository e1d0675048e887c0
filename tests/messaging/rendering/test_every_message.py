"""Every message, over every channel, in every language, with all facts and with few."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from commands.message_samples import FULL, MINIMAL, UNSUBSCRIBE_URL, WITH_TEXT_TO_911
from domain.messages import LANGUAGES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey
from locales.catalog_template import extract
from messaging.rendering.renderer import RenderedMessage, Renderer
from messaging.rendering.texts import TEXTS
from tests.messaging.rendering.reading import Reading

ALL = list(product(TEXTS, LANGUAGES))
FOREIGN = [(key, language) for key, language in ALL if language != "en"]
FACTS = pytest.mark.parametrize("facts", [FULL, MINIMAL, WITH_TEXT_TO_911], ids=["full", "minimal", "text-to-911"])

SHARED_WORDS = {"Detective"}
"""Msgids that another language may share: the Spanish for it is the same word."""


def both(renderer: Renderer, key: MessageKey, language: str, facts: MessageFacts) -> list[RenderedMessage]:
    return [renderer.render(key, channel, language, facts, unsubscribe_url=UNSUBSCRIBE_URL) for channel in Channel]


def shown(message: RenderedMessage) -> list[str]:
    html = [Reading(message.html).text] if message.html else []
    return [message.text, *html, *([message.subject] if message.subject else [])]


def english_fragments() -> list[str]:
    """What stands between the placeholders of every English sentence, where it is long enough to recognise."""
    forms = [
        form for entry in extract() if entry.id for form in ([entry.id] if isinstance(entry.id, str) else entry.id)
    ]
    pieces = [piece.strip(" .,:?") for form in forms for piece in re.split(r"\{\w+\}", form)]
    return sorted({piece for piece in pieces if len(piece.split()) > 1})


@cache
def english() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, english_fragments())) + r")\b")


def test_every_key_has_words() -> None:
    assert set(TEXTS) == set(MessageKey) - {MessageKey.LANGUAGE_OFFER}


@FACTS
@pytest.mark.parametrize(("key", "language"), ALL)
def test_it_renders_whole(renderer: Renderer, key: MessageKey, language: str, facts: MessageFacts) -> None:
    sms, email = both(renderer, key, language, facts)
    assert (sms.key, sms.channel, sms.language) == (key, Channel.SMS, language)
    assert (sms.subject, sms.html) == (None, None)
    assert sms.segments > 0
    assert (email.channel, email.segments, email.encoding) == (Channel.EMAIL, 0, None)
    assert email.subject
    assert "\n" not in email.subject
    for text in [*shown(sms), *shown(email)]:
        assert not set("{}") & set(text)
        assert "None" not in text


@FACTS
@pytest.mark.parametrize(("key", "language"), FOREIGN)
def test_no_english_is_left_in_it(renderer: Renderer, key: MessageKey, language: str, facts: MessageFacts) -> None:
    for message in both(renderer, key, language, facts):
        for text in shown(message):
            assert english().findall(text) == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_sentence_is_translated_by_itself(renderer: Renderer, language: str) -> None:
    own = {
        entry.id
        for entry in extract()
        if isinstance(entry.id, str) and re.search("[a-z]{3}", re.sub(r"\{\w+\}", "", entry.id))
    }
    catalog = renderer._catalogs[language]
    assert {text for text in own if catalog.gettext(text) == text} <= SHARED_WORDS


@FACTS
@pytest.mark.parametrize(("key", "language"), ALL)
def test_isolates_are_balanced_and_only_where_they_are_needed(
    renderer: Renderer, key: MessageKey, language: str, facts: MessageFacts
) -> None:
    for message in both(renderer, key, language, facts):
        for text in shown(message):
            depth = 0
            for character in text:
                depth += (character == "\u2068") - (character == "\u2069")
                assert depth in {0, 1}
            assert depth == 0
            assert ("\u2068" in text) <= (language in RIGHT_TO_LEFT)


@pytest.mark.parametrize(("key", "language"), [(key, code) for key, code in ALL if code in RIGHT_TO_LEFT])
def test_right_to_left_numbers_names_and_links_are_isolated(renderer: Renderer, key: MessageKey, language: str) -> None:
    text = renderer.render(key, Channel.SMS, language, FULL).text
    words = text.rpartition("\n")[0] if key is MessageKey.PORTAL_CODE else text  # a line for the phone, not for people
    # Where it saves a segment, marks stand around the agency's name.
    outside = re.sub("\u2068[^\u2069]*\u2069|^\u200f[^\u200e]*\u200e", "", words)
    # What is left in Latin letters or digits are single words, which cannot be torn apart.
    assert set(re.findall(r"[0-9A-Za-z][^\s.،]*", outside)) <= {"911", "STOP", "START", "0", "1", "5"}


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_a_phone_does_not_take_the_closing_isolate_for_a_part_of_the_link(renderer: Renderer, language: str) -> None:
    text = renderer.render(MessageKey.SURVEY_INVITATION, Channel.SMS, language, FULL).text
    assert re.findall(r"https?://\S+", text) == [FULL.link]


HOSTS = ("springfield.example", "portal.springfieldpolice.gov", "caseline.localhost")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("link", [FULL.link, None])
def test_d6_the_last_line_of_a_code_binds_it_to_our_host(renderer: Renderer, language: str, link: str | None) -> None:
    for host in HOSTS:
        facts = replace(FULL, code_host=host, code="004711", link=link)
        text = renderer.render(MessageKey.PORTAL_CODE, Channel.SMS, language, facts).text
        before, _, last = text.rpartition("\n")
        assert last == f"@{host} #004711"
        assert before == before.rstrip()
        assert "004711" in before
        assert renderer.render(MessageKey.PORTAL_CODE, Channel.EMAIL, language, facts).text.count("#004711") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_d6_a_code_without_the_link_costs_no_more_than_before(renderer: Renderer, language: str) -> None:
    facts = replace(FULL, code_host=HOSTS[1], link=None, minutes=10)
    rendered = renderer.render(MessageKey.PORTAL_CODE, Channel.SMS, language, facts)
    assert rendered.segments == (2 if language in RIGHT_TO_LEFT else 1)


@pytest.mark.parametrize("key", sorted(set(TEXTS) - {MessageKey.PORTAL_CODE}))
def test_no_other_text_has_such_a_line(renderer: Renderer, key: MessageKey) -> None:
    assert f"@{FULL.code_host} #" not in renderer.render(key, Channel.SMS, "en", FULL).text
