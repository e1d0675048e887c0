"""Which text at a provider is ours, by its sentences."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageFacts, MessageKey, Purpose
from locales.catalog_loader import load_catalogs
from messaging.providers.same_words import is_alike
from messaging.rendering.errors import RenderError
from messaging.rendering.renderer import Renderer

RENDERER = Renderer(load_catalogs())
NEWS = [key for key, rule in KEY_RULES.items() if rule.purpose is Purpose.UPDATES and key is not MessageKey.CORRECTION]


def text(key: MessageKey, language: str, **facts: object) -> str | None:
    usual: dict[str, object] = {
        "agency": "Springfield Police",
        "non_emergency_phone": "(206) 555-0100",
        "time_zone": "America/Los_Angeles",
        "reference": "26-000123",
        "minutes": 35,
        "eta_minutes": 10,
        "surviving_reference": "26-000124",
        "case_number": "26-77",
        "detective_name": "A. Chen",
        "detective_phone": "(206) 555-0101",
        "report_link": "https://police.example.com/reports",
        "rights_link": "https://police.example.com/rights",
        "link": "https://police.example.com/p/abcDEF",
        "detective_message": "Please call me.",
        "occurred_on": datetime(2026, 11, 22, 18, tzinfo=UTC).isoformat(),
    }
    try:
        return RENDERER.render(key, Channel.SMS, language, MessageFacts(**(usual | facts))).text  # type: ignore[arg-type]  # by test
    except RenderError:
        return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", NEWS)
def test_a_text_is_known_by_other_figures_links_and_as_a_first_text(key: MessageKey, language: str) -> None:
    sent = text(key, language)
    again = text(
        key, language, minutes=58, link="https://police.example.com/p/ghiJKL", first_contact=True, case_number="26-78"
    )
    if sent is not None and again is not None:
        assert is_alike(sent, again)
        assert is_alike(again, sent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_news_passes_for_another(language: str) -> None:
    said = {key: words for key in NEWS if (words := text(key, language, first_contact=False))}
    first = {key: words for key in NEWS if (words := text(key, language, first_contact=True))}
    for one, words in said.items():
        for other, others in said.items():
            if one is not other:
                assert not is_alike(words, others), (one, other)
                assert not is_alike(words, first[other]), (one, other)


@given(st.text(max_size=200))
def test_whatever_is_written_is_like_itself_unless_it_says_nothing(words: str) -> None:
    assert is_alike(words, words) or not any(letter.isalnum() for letter in words)
