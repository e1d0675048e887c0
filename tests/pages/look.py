"""What stands in somebody's way on a page: narrow screens, large text, thumbs, keyboards, and what axe-core knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Page

from locales.formats import direction
from tests.axe import violations
from tests.pages.stage import DESK, PHONE
from tests.thoroughness import THOROUGH

_PARTS_OF_A_DATE = 7

LEAST_TARGET = 24
"""CSS pixels, WCAG 2.2 AA 2.5.8; links within a sentence are exempt."""

_WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_CLIPPED = """() => [...document.querySelectorAll('main *')].filter(e =>
    e.scrollWidth > e.clientWidth + 1 && !['visible', 'auto', 'scroll'].includes(getComputedStyle(e).overflowX)
    && !['INPUT', 'TEXTAREA', 'SELECT', 'OPTION'].includes(e.tagName)).map(e => e.outerHTML.slice(0, 80))"""

_SIZES = """() => [...document.querySelectorAll('body *')].filter(e =>
    e.matches('textarea, select, .line') || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
    ).map(e => parseFloat(getComputedStyle(e).fontSize))"""
_ENLARGE = "percent => { document.documentElement.style.fontSize = percent; }"

_SMALL_TARGETS = """least => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(e => e.type !== 'hidden' && e.checkVisibility({visibilityProperty: true}))
    .filter(e => {
        const inSentence = getComputedStyle(e).display === 'inline'
            && e.parentElement.textContent.trim() !== e.textContent.trim();
        const box = e.getBoundingClientRect();
        return !inSentence && Math.min(box.width, box.height) < least;
    }).map(e => e.outerHTML.slice(0, 80))"""

_STOPS = """() => {
    const groups = new Set(), found = [];
    for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
        if (e.type === 'hidden' || e.disabled || !e.checkVisibility({visibilityProperty: true})) continue;
        if (e.type === 'radio') {
            if (groups.has(e.name)) continue;
            const checked = document.querySelector(`input[name="${CSS.escape(e.name)}"]:checked`);
            groups.add(e.name);
            found.push(checked || e);
            continue;
        }
        found.push(e);
    }
    window.stops = found;
    return found.map(e => e.outerHTML.slice(0, 80));
}"""

_TO_THE_BEGINNING = """() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
}"""

_FOCUSED = """async () => {
    const e = document.activeElement, style = getComputedStyle(e);
    const covered = () => {
        const box = e.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight / 2));
        return !(top && (e.contains(top) || top.contains(e)));
    };
    for (let frame = 0; frame < 5 && covered(); frame++) await new Promise(requestAnimationFrame);  // it is scrolled to
    return {
        stop: window.stops.indexOf(e),
        seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        covered: covered(),
        html: e.outerHTML.slice(0, 80),
    };
}"""


async def barriers(page: Page, language: str) -> list[str]:
    """Everything found on the page that is open, in words; empty if nothing is."""
    found = [each async for each in _of_language(page, language)]
    found += await violations(page)
    for size in (DESK, PHONE):
        await page.set_viewport_size(size)
        if THOROUGH and size is DESK:  # what axe-core knows hardly depends on the width
            found += [f"at {size['width']} px: {each}" for each in await violations(page)]
        found += [f"at {size['width']} px: {each}" for each in await _does_not_fit(page)]
    found += [f"smaller than a thumb: {each}" for each in await page.evaluate(_SMALL_TARGETS, LEAST_TARGET)]
    found += [each async for each in _by_keyboard(page)]
    found += [f"with text at 200 %: {each}" async for each in _enlarged(page)]
    return found


async def _of_language(page: Page, language: str) -> AsyncIterator[str]:
    root = page.locator("html")
    if await root.get_attribute("lang") != language:
        yield f"it does not say that it is in {language}"
    if await root.get_attribute("dir") != direction(language):
        yield "it is written in the wrong direction"


async def _does_not_fit(page: Page) -> list[str]:
    wider: float = await page.evaluate(_WIDER_THAN_THE_WINDOW)
    clipped: list[str] = await page.evaluate(_CLIPPED)
    return ([f"scrolls sideways by {wider} px"] if wider > 0 else []) + [f"cut off: {each}" for each in clipped]


async def _enlarged(page: Page) -> AsyncIterator[str]:
    """The browser's own setting of the size of text, at the narrowest."""
    before: list[float] = await page.evaluate(_SIZES)
    await page.evaluate(_ENLARGE, "200%")
    after: list[float] = await page.evaluate(_SIZES)
    if any(large < 1.99 * small for small, large in zip(before, after, strict=True)):
        yield "some text stays small"
    for each in await _does_not_fit(page):
        yield each
    await page.evaluate(_ENLARGE, "")


async def _by_keyboard(page: Page) -> AsyncIterator[str]:
    """Tab reaches everything once, in the order of the page, and shows where it is."""
    stops: list[str] = await page.evaluate(_STOPS)
    await page.evaluate(_TO_THE_BEGINNING)
    for expected, html in enumerate(stops):
        await page.keyboard.press("Tab")
        focused: dict[str, Any] = await page.evaluate(_FOCUSED)
        for _ in range(_PARTS_OF_A_DATE):  # day, month and year are stops of their own within one field
            if focused["stop"] != expected - 1 or "datetime-local" not in focused["html"]:
                break
            await page.keyboard.press("Tab")
            focused = await page.evaluate(_FOCUSED)
        if focused["stop"] != expected:
            yield f"Tab comes to {focused['html']} where {html} is next"
            return
        if not focused["seen"]:
            yield f"nobody sees that it is focused: {html}"
        if focused["covered"]:
            yield f"covered while it is focused: {html}"
