"""Arabic and Farsi run from right to left by the language of the message, not by the first letter of a name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some
from playwright.async_api import Browser, Page

from commands.message_samples import FULL, MINIMAL
from domain.messages import LANGUAGES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey
from domain.sms_segments import segments
from locales.catalog_loader import load_catalogs
from locales.formats import with_marks
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts import TEXTS

MARK = "\u200f"
FACTS = {"full": FULL, "minimal": MINIMAL, "later": replace(FULL, first_contact=False)}
OF_EACH = list(product(TEXTS, sorted(RIGHT_TO_LEFT)))
BEGINS_WITH_911 = {MessageKey.HELP, MessageKey.EMERGENCY}
RENDERER = Renderer(load_catalogs())

COMPUTED = """(texts) => texts.map((text) => {
  const shown = document.createElement("p");
  shown.dir = "auto";
  shown.textContent = text;
  document.body.append(shown);
  return getComputedStyle(shown).direction;
})"""
"""What a phone makes of a text: it knows the letters, not the language."""


def texted(key: MessageKey, language: str, facts: MessageFacts) -> str:
    return RENDERER.render(key, Channel.SMS, language, facts).text


@pytest.fixture(scope="module")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    page = await chromium.new_page()
    yield page
    await page.close()


@pytest.mark.parametrize(("key", "language"), list(product(TEXTS, LANGUAGES)))
def test_a_text_begins_with_one_mark_if_it_runs_from_right_to_left(key: MessageKey, language: str) -> None:
    for facts in FACTS.values():
        text = texted(key, language, facts)
        assert (text.startswith(MARK), text.count(MARK)) == ((True, 1) if language in RIGHT_TO_LEFT else (False, 0))


@pytest.mark.parametrize(("key", "language"), OF_EACH)
def test_the_mark_costs_no_segment(key: MessageKey, language: str) -> None:
    for facts in FACTS.values():
        text = texted(key, language, facts)
        isolated = text[1:].replace("\u200e", "\u2069", 1) if "\u200e" in text else text[2:]
        assert segments(text).segments <= segments(f"\u2068{isolated}").segments


@given(some.sampled_from(sorted(set(TEXTS) - BEGINS_WITH_911)), some.integers(4, 75))
def test_nor_does_it_at_an_agency_with_another_name(key: MessageKey, length: int) -> None:
    facts = replace(FULL, agency="P" * length)
    for language in RIGHT_TO_LEFT:
        text = texted(key, language, facts)
        without = text.replace(MARK, "").replace("\u200e", "")
        unmarked = without if without.startswith("\u2068") else f"\u2068{'P' * length}\u2069{without[length:]}"
        assert segments(text).segments <= segments(unmarked).segments


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_phone_sets_every_text_in_its_direction(page: Page, language: str) -> None:
    texts = [texted(key, language, facts) for key in TEXTS for facts in FACTS.values()]
    wanted = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    assert await page.evaluate(COMPUTED, texts) == [wanted] * len(texts)


@pytest.mark.parametrize(("key", "language"), OF_EACH)
def test_a_subject_has_no_isolates_and_begins_in_its_direction(key: MessageKey, language: str) -> None:
    for facts in FACTS.values():
        subject = RENDERER.render(key, Channel.EMAIL, language, facts).subject or ""
        assert not set(subject) & {"\u2066", "\u2067", "\u2068", "\u2069"}
        first = next(letter for letter in subject if letter.isalpha())
        assert first > "\u0600"


def test_in_a_subject_marks_hold_a_number_together() -> None:
    assert with_marks("قضية \u206826-88112\u2069") == "قضية \u200e26-88112\u200e"
    assert with_marks("من \u2068شرطة المدينة\u2069") == "من شرطة المدينة"
    assert with_marks("Your case 26-88112") == "Your case 26-88112"


@pytest.mark.browser
async def test_a_number_in_a_subject_is_read_from_left_to_right(page: Page) -> None:
    subject = RENDERER.render(MessageKey.STILL_OPEN, Channel.EMAIL, "ar", FULL).subject or ""
    left_edges = await page.evaluate(
        """(subject) => {
          document.body.innerHTML = `<p dir="rtl"></p>`;
          const node = document.createTextNode(subject);
          document.querySelector("p").append(node);
          const begins = subject.indexOf("26-88112");
          return Array.from("26-88112", (_, n) => {
            const range = document.createRange();
            range.setStart(node, begins + n);
            range.setEnd(node, begins + n + 1);
            return range.getBoundingClientRect().left;
          });
        }""",
        subject,
    )
    assert left_edges == sorted(left_edges)
