"""A telephone number stands on one line of a page, however narrow the phone is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from api.pages import page_frame
from locales.unbroken_numbers import unbroken_by_class

STYLE = (Path(page_frame.__file__).parents[1] / "static" / "page.css").read_text()
SENTENCES = [
    ("ltr", "If you have questions, call (206) 555-0100 or 206-555-0100 or +1 206 555 0100."),
    ("rtl", "إذا كانت لديكم أسئلة، اتصلوا بالرقم \u2068(206) 555-0100\u2069 أو \u2068206-555-0100\u2069."),
]
SHOWN = """() => [...document.querySelectorAll(".unbroken")].map((number) => {
  const boxes = (node) => Array.from(node.data, (_, n) => {
    const range = document.createRange();
    range.setStart(node, n);
    range.setEnd(node, n + 1);
    return range.getBoundingClientRect();
  });
  const digits = boxes(number.querySelector("bdi").firstChild);
  const all = number.lastChild.data ? [...digits, ...boxes(number.lastChild)] : digits;
  return {
    lines: new Set(all.map((box) => Math.round(box.top))).size,
    edges: digits.map((box) => box.left),
  };
})"""
"""Of each number: on how many lines it and the full stop after it are, and where its characters begin."""


@pytest.mark.browser
@pytest.mark.parametrize(("direction", "sentence"), SENTENCES)
async def test_a_number_is_never_torn_apart(chromium: Browser, direction: str, sentence: str) -> None:
    page = await chromium.new_page()
    await page.set_content(f"<style>{STYLE}</style><body dir={direction}><p>{unbroken_by_class(sentence)}</p>")
    for width in range(240, 700, 7):
        await page.set_viewport_size({"width": width, "height": 400})
        found = await page.evaluate(SHOWN)
        assert len(found) > 1
        assert all(number["lines"] == 1 and number["edges"] == sorted(number["edges"]) for number in found), width
    await page.close()


@pytest.mark.browser
async def test_very_large_letters_do_not_make_the_page_scroll_sideways(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 320, "height": 400})
    number = f"<p>{unbroken_by_class('Call (206) 555-0100.')}</p><p><a href='tel:+12065550100'>(206) 555-0100</a></p>"
    await page.set_content(f"<style>{STYLE} html {{ font-size: 300% }}</style><body>{number}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.close()


def test_a_number_is_taken_out_of_its_isolate_and_with_its_full_stop() -> None:
    shown = '<span class="unbroken"><bdi dir="ltr">26-014237</bdi>.</span>'
    assert unbroken_by_class("\u206826-014237\u2069.") == shown
    assert unbroken_by_class("26-014237.") == shown
    inside_more = unbroken_by_class("\u206826-014237 A\u2069")
    assert inside_more == '\u2068<span class="unbroken"><bdi dir="ltr">26-014237</bdi></span> A\u2069'


def test_what_is_no_number_stays_as_it_is() -> None:
    assert unbroken_by_class("<b> & 2026") == "&lt;b&gt; &amp; 2026"
    assert unbroken_by_class("+12065550100") == "+12065550100"
    assert unbroken_by_class("7-" * 30 + "7") == "7-" * 30 + "7"
