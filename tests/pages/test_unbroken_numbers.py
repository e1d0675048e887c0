"""A telephone number stands on one line of a page, however narrow the phone is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from api.pages import page_frame
from api.pages.page_frame import on_one_line

STYLE = (Path(page_frame.__file__).parents[1] / "static" / "page.css").read_text()
SENTENCES = [
    ("ltr", "If you have questions, call (206) 555-0100 or 206-555-0100 or +1 206 555 0100."),
    ("rtl", "إذا كانت لديكم أسئلة، اتصلوا بالرقم \u2068(206) 555-0100\u2069 أو \u2068206-555-0100\u2069."),
]
SHOWN = """() => [...document.querySelectorAll(".unbroken")].map((number) => {
  const box = (node, begin, end) => {
    const range = document.createRange();
    range.setStart(node, begin);
    range.setEnd(node, end);
    return range.getBoundingClientRect();
  };
  const inside = number.firstChild, after = number.nextSibling;
  const characters = Array.from(inside.data, (_, n) => box(inside, n, n + 1));
  const stop = after.data.indexOf(".");
  return {
    lines: new Set(characters.map((each) => Math.round(each.top))).size,
    edges: characters.map((each) => each.left),
    stop: stop < 0 || stop > 1 ? 0 : box(after, stop, stop + 1).top - characters[0].top,
  };
})"""
"""Of each number: on how many lines it is, where its characters begin, how far below it the full stop after it is."""


@pytest.mark.browser
@pytest.mark.parametrize(("direction", "sentence"), SENTENCES)
async def test_a_number_is_never_torn_apart(chromium: Browser, direction: str, sentence: str) -> None:
    page = await chromium.new_page()
    await page.set_content(f"<style>{STYLE}</style><body dir={direction}><p>{on_one_line(sentence)}</p>")
    for width in range(240, 700, 7):
        await page.set_viewport_size({"width": width, "height": 400})
        found = await page.evaluate(SHOWN)
        assert len(found) > 1
        assert all(number["lines"] == 1 and number["edges"] == sorted(number["edges"]) for number in found), width
        assert all(abs(number["stop"]) < 5 for number in found), width
    await page.close()


@pytest.mark.browser
async def test_very_large_letters_do_not_make_the_page_scroll_sideways(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 320, "height": 400})
    number = f"<p>{on_one_line('Call (206) 555-0100.')}</p><p><a href='tel:+12065550100'>(206) 555-0100</a></p>"
    await page.set_content(f"<style>{STYLE} html {{ font-size: 300% }}</style><body>{number}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.close()


def test_what_is_no_number_stays_as_it_is() -> None:
    assert on_one_line("<b> & 2026") == "&lt;b&gt; &amp; 2026"
    assert on_one_line("+12065550100") == "+12065550100"
    assert on_one_line("7-" * 30 + "7") == "7-" * 30 + "7"
