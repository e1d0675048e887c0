"""No page has a barrier, in any state; with CASELINE_TEST_THOROUGH=1 in every language, and a table at the end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, product

import pytest
from playwright.async_api import Browser

from domain.messages import LANGUAGES
from tests.pages import survey
from tests.pages.conftest import GuestOf
from tests.pages.look import barriers
from tests.pages.stage import Stage, a_guest
from tests.pages.table import VIEWS
from tests.pages.weight import burdens
from tests.thoroughness import THOROUGH

pytestmark = pytest.mark.browser

LOOKS = tuple(product(VIEWS, LANGUAGES) if THOROUGH else zip(VIEWS, cycle(LANGUAGES), strict=False))
"""Usually each state in one language, and each language in some states."""


@pytest.mark.parametrize(("name", "language"), LOOKS)
async def test_no_page_has_a_barrier_or_is_a_burden(
    guest_of: GuestOf, record_property: Callable[[str, object], None], name: str, language: str
) -> None:
    guest = await guest_of(language)
    await VIEWS[name].way(guest)
    assert guest.statuses[-1] == VIEWS[name].status
    found = await burdens(guest) + await barriers(guest.page, language)
    record_property("barriers", (name, language, len(found)))
    assert found == []


async def test_what_is_a_burden_is_found(chromium: Browser, stage: Stage) -> None:
    async with a_guest(chromium, stage, "en") as guest:
        await survey.fresh(guest)
        await guest.page.evaluate("""async () => {
            const late = document.createElement('div');
            late.style.height = '200px';
            document.body.prepend(late);
            const image = document.createElement('img');
            document.body.append(image);
            image.src = 'https://elsewhere.example/x.png';
            await new Promise(requestAnimationFrame);
        }""")
        found = " ".join(await burdens(guest))
    assert "jumps by" in found
    assert "raised: " in found


async def test_what_stands_in_the_way_is_found(chromium: Browser, stage: Stage) -> None:
    async with a_guest(chromium, stage, "en") as guest:
        faint = "@media (prefers-color-scheme: dark) { p { color: #ccc } } a:focus { outline: none }"
        wide = "<div style='width: 400px; height: 1px'></div><h1 style='font-size: 20px'>Hello</h1>"
        await guest.page.set_content(f"<style>{faint}</style>{wide}<img src=x><p>Hello</p><p><a href=x>x</a></p>")
        found = " ".join(await barriers(guest.page, "ar"))
    for words in (
        "not say that it is in ar",
        "wrong direction",
        "image-alt",
        "dark: color-contrast",
        "at 320 px: scrolls sideways",
        "smaller than a thumb: <a",
        "nobody sees that it is focused",
        "some text stays small",
    ):
        assert words in found
