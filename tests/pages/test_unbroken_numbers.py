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
TORN = "() => [...document.querySelectorAll('.unbroken')].map((number) => number.getClientRects().length)"


@pytest.mark.browser
@pytest.mark.parametrize(("direction", "sentence"), SENTENCES)
async def test_a_number_is_never_torn_apart(chromium: Browser, direction: str, sentence: str) -> None:
    page = await chromium.new_page()
    await page.set_content(f"<style>{STYLE}</style><body dir={direction}><p>{on_one_line(sentence)}</p>")
    for width in range(240, 700, 7):
        await page.set_viewport_size({"width": width, "height": 400})
        pieces = await page.evaluate(TORN)
        assert len(pieces) > 1
        assert set(pieces) == {1}, width
    await page.close()


def test_what_is_no_number_stays_as_it_is() -> None:
    assert on_one_line("<b> & 2026") == "&lt;b&gt; &amp; 2026"
    assert on_one_line("+12065550100") == "+12065550100"
    assert on_one_line("7-" * 30 + "7") == "7-" * 30 + "7"
