"""What is seen before anything is scrolled: whose page it is, what to do in an emergency, and the first question."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import FloatRect, Locator, ViewportSize

from domain.agency_color import LEAST_CONTRAST, Rgb, contrast
from domain.agency_seal import MOST_BYTES
from domain.messages import LANGUAGES, RIGHT_TO_LEFT
from tests.pages import cases, portal, survey
from tests.pages.conftest import GuestOf
from tests.pages.stage import PLAIN_ORI, Guest
from tests.pages.weight import FIRST_VIEW, weight

TELEPHONE: ViewportSize = {"width": 390, "height": 844}
LEFT_BY_THE_BROWSER = 664
"""Of these 844 pixels, while its bars are shown."""
A_THUMB = 44
"""WCAG 2.2, success criterion 2.5.5 (AAA)."""

pytestmark = pytest.mark.browser


async def box(found: Locator) -> FloatRect:
    place = await found.bounding_box()
    assert place is not None
    return place


async def bottom(found: Locator) -> float:
    place = await box(found)
    return place["y"] + place["height"]


async def color(found: Locator, name: str) -> Rgb:
    value: str = await found.evaluate("(e, name) => getComputedStyle(e)[name]", name)
    red, green, blue = (int(part) for part in value.removeprefix("rgb(").removesuffix(")").split(","))
    return red, green, blue


async def a_survey(guest: Guest, size: ViewportSize = TELEPHONE) -> None:
    await guest.page.set_viewport_size(size)
    await survey.fresh(guest)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_question_is_in_the_first_view_and_so_is_911(guest_of: GuestOf, language: str) -> None:
    guest = await guest_of(language)
    await a_survey(guest)
    page = guest.page
    assert await bottom(page.locator("fieldset").first) < LEFT_BY_THE_BROWSER
    [emergency] = await page.locator("header .strip").all()
    assert "911" in await emergency.inner_text()
    assert await bottom(emergency) < (await box(page.locator("h1")))["y"]
    assert await page.locator("main > p").count() == 2, "one sentence before the questions, one on complaints after"
    assert (await box(page.locator("details")))["y"] > await bottom(page.locator("form"))


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_to_five_are_large_and_read_in_the_direction_of_the_language(
    guest_of: GuestOf, language: str, width: int
) -> None:
    guest = await guest_of(language)
    await a_survey(guest, {"width": width, "height": 844})
    for scale in await guest.page.locator("fieldset").all():
        tiles = [await box(tile) for tile in await scale.locator(".tile input").all()]
        assert len(tiles) == 5
        assert min(min(tile["width"], tile["height"]) for tile in tiles) >= A_THUMB
        assert {tile["y"] for tile in tiles} == {tiles[0]["y"]}, "in one row"
        from_left = sorted(tiles, key=lambda tile: tile["x"])
        assert tiles == (from_left[::-1] if language in RIGHT_TO_LEFT else from_left)
        least, most = [(await box(end))["x"] for end in await scale.locator(".ends span").all()]
        assert (least > most) is (language in RIGHT_TO_LEFT)
        assert (await box(scale.locator(".choice")))["height"] >= A_THUMB


async def test_words_at_both_ends_belong_to_their_numbers_and_a_press_anywhere_on_one_chooses_it(
    guest_of: GuestOf,
) -> None:
    guest = await guest_of("en")
    await a_survey(guest)
    first = guest.page.locator("fieldset").first
    for number, words in (("1", "not true at all"), ("5", "completely true")):
        radio = first.get_by_role("radio", name=number, exact=True)
        described = await radio.get_attribute("aria-describedby")
        assert await guest.page.locator(f"#{described}").inner_text() == words
    tile = await box(first.locator(".tile").nth(3))
    await guest.page.mouse.click(tile["x"] + 2, tile["y"] + 2)
    assert await first.locator("input:checked").get_attribute("value") == "4"
    await first.get_by_role("radio", name="No answer").check()
    assert await first.locator(".tile input:checked").count() == 0


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_the_agency_is_named_on_its_color_beside_its_seal(guest_of: GuestOf, light: Any) -> None:
    guest = await guest_of("fa")
    await guest.page.emulate_media(color_scheme=light)
    for way in (survey.fresh, survey.closed, survey.unsubscribe, portal.sign_in, cases.new, cases.over):
        await way(guest)
        band = guest.page.locator("header .band")
        assert await band.inner_text() == "Springfield Police Department"
        assert contrast(await color(band, "color"), await color(band, "backgroundColor")) >= LEAST_CONTRAST
        seal = band.locator("img")
        assert await seal.evaluate("e => e.naturalWidth") == 132
        assert (await box(seal))["x"] > (await box(band.locator("bdi")))["x"], "where reading begins"
        chosen = await guest.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
        assert chosen == {"light": "#1d4f7c", "dark": "#6ea9dd"}[light]
    assert guest.strangers == guest.alarms == []


async def test_an_agency_without_a_look_has_a_plain_one(guest_of: GuestOf) -> None:
    guest = await guest_of("en")
    await guest.goto(f"/portal/{PLAIN_ORI}")
    band = guest.page.locator("header .band")
    assert await band.inner_text() == "Shelbyville Sheriff's Office"
    assert await band.locator("img").count() == 0
    assert contrast(await color(band, "color"), await color(band, "backgroundColor")) >= LEAST_CONTRAST


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_case_says_where_it_stands_before_any_list(guest_of: GuestOf, language: str) -> None:
    guest = await guest_of(language)
    await guest.page.set_viewport_size(TELEPHONE)
    await cases.rich(guest)
    standing = guest.page.locator(".standing")
    assert await standing.evaluate("e => e.previousElementSibling.tagName") == "H1"
    assert await bottom(standing) < LEFT_BY_THE_BROWSER * 2 / 3
    assert await bottom(standing) < (await box(guest.page.locator("main :is(ol, ul, dl)").first))["y"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_quick_exit_stays_in_sight(guest_of: GuestOf, language: str) -> None:
    guest = await guest_of(language)
    await guest.page.set_viewport_size(TELEPHONE)
    await cases.rich(guest)
    leave = guest.page.locator(".leave a")
    assert min((await box(leave))["width"], (await box(leave))["height"]) >= A_THUMB
    for y in (0, 700, 100_000):
        await guest.page.evaluate("y => scrollTo(0, y)", y)
        assert 0 <= (await box(leave))["y"] < 100
        middle = (await box(leave))["x"] + (await box(leave))["width"] / 2
        assert (middle < TELEPHONE["width"] / 2) is (language in RIGHT_TO_LEFT)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_with_the_largest_seal_a_page_is_still_light(guest_of: GuestOf, language: str) -> None:
    guest = await guest_of(language)
    await cases.rich(guest)
    await guest.page.evaluate("performance.clearResourceTimings()")
    await guest.page.goto(guest.page.url)
    seal: int = await guest.page.evaluate(
        "performance.getEntriesByType('resource').find(e => e.name.includes('/seals/')).decodedBodySize"
    )
    assert 0 < seal <= MOST_BYTES
    assert await weight(guest) - seal + MOST_BYTES < FIRST_VIEW


async def test_on_paper_there_is_nothing_to_press_and_nothing_is_pale(guest_of: GuestOf) -> None:
    guest = await guest_of("en")
    await cases.rich(guest)
    page = guest.page
    await page.emulate_media(media="print", color_scheme="dark")
    for gone in (".leave", "nav", "footer", "main .button"):
        assert not await page.locator(gone).first.is_visible()
    for kept in (".band", ".standing", "main h2", "blockquote"):
        assert contrast(await color(page.locator(kept).first, "color"), (255, 255, 255)) >= LEAST_CONTRAST
    await page.emulate_media(media="screen")
