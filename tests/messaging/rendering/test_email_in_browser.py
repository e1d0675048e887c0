"""Emails as people open them: on a narrow phone, in the dark, and in programs that throw style sheets away."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from commands.message_samples import FULL, UNSUBSCRIBE_URL
from domain.messages import LANGUAGES, Channel, MessageKey
from messaging.rendering.renderer import Renderer
from messaging.rendering.texts import TEXTS

NARROW = 320
READABLE = 4.5
"""Contrast of text against its background (WCAG 2.2, 1.4.3)."""

FAINTEST = """() => {
  const numbers = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (rgb) => {
    const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.slice(0, 3).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = numbers(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let faintest = 21;
  while (walker.nextNode()) {
    if (!walker.currentNode.textContent.trim()) continue;
    const element = walker.currentNode.parentElement;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    faintest = Math.min(faintest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return faintest;
}"""


@pytest.fixture(scope="module")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    page = await chromium.new_page(viewport={"width": NARROW, "height": 800})
    yield page
    await page.close()


def html_of(renderer: Renderer, key: MessageKey, language: str) -> str:
    return renderer.render(key, Channel.EMAIL, language, FULL, unsubscribe_url=UNSUBSCRIBE_URL).html or ""


def without_style_sheet(html: str) -> str:
    """As the Gmail app shows mail of other accounts."""
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_email_fits_a_narrow_phone_and_can_be_read(
    page: Page, renderer: Renderer, language: str, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    for key in TEXTS:
        await page.set_content(html_of(renderer, key, language))
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW, key
        assert await page.evaluate(FAINTEST) >= READABLE, key


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_reads_well_without_its_style_sheet(
    page: Page, renderer: Renderer, language: str, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    for key in (MessageKey.VICTIM_RIGHTS, MessageKey.DETECTIVE_ASSIGNED, MessageKey.SURVEY_INVITATION):
        await page.set_content(without_style_sheet(html_of(renderer, key, language)))
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW, key
        assert await page.evaluate(FAINTEST) >= READABLE, key


@pytest.mark.browser
async def test_links_can_be_hit_with_a_thumb(page: Page, renderer: Renderer) -> None:
    await page.set_content(html_of(renderer, MessageKey.SURVEY_INVITATION, "en"))
    boxes = [await link.bounding_box() for link in await page.locator("a").all()]
    assert len(boxes) == 2
    assert all(box is not None and box["height"] >= 24 for box in boxes), boxes
