"""The portal's whole way in a real browser, against the whole world: server, workers, and the simulator's phones."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Error, Page
from sqlmodel import select

from db.tables import Consent, StaffTask
from domain.messages import MessageKey
from tests.pages.cases import DETECTIVE, WORDS
from tests.pages.stage import PHONE as WINDOW
from tests.patience import until
from tests.portal_fixtures import CASE
from tests.world import VICTIM, CallInTest, World

pytestmark = pytest.mark.browser

PHONE = "+12065550145"
OTHER = {"en": "ar", "ar": "en"}
MAIN_BUTTON = "main button[type=submit]"


@pytest.fixture
async def world(empty_world: World) -> AsyncIterator[World]:
    """A world at work, with the portal where the links of its texts lead."""
    async with empty_world.listening():
        await empty_world.start_workers()
        yield empty_world
        await empty_world.stop_workers()


async def a_case(world: World, language: str) -> CallInTest:
    """A call whose victim was texted a case number, and the link."""
    call = world.call()
    await call.contact({**VICTIM, "email": None, "language": language})
    await call.receive(priority=3)
    await call.play(
        (20, "unit.arrived", {"unit": "2A11"}), (40, "call.closed", {"disposition": "01", "case_number": CASE})
    )
    return call


@asynccontextmanager
async def a_phone(chromium: Browser, language: str) -> AsyncIterator[Page]:
    context = await chromium.new_context(viewport=WINDOW, locale=language)
    page = await context.new_page()
    yield page
    await context.close()


async def read_until(world: World, seen: int, wanted: Callable[[str], re.Match[str] | None]) -> re.Match[str]:
    """The first match in a text that came after so many."""

    async def look() -> re.Match[str] | None:
        texts = await asyncio.to_thread(world.texts, PHONE)
        return next((match for match in (wanted(each["body"]) for each in texts[seen:]) if match), None)

    await until(look)
    found = await look()
    assert found is not None
    return found


async def code_after(world: World, page: Page, ask: Callable[[], Awaitable[None]]) -> str:
    """Ask for a code, and read it on the phone."""
    seen = len(await asyncio.to_thread(world.texts, PHONE))
    await ask()
    await page.wait_for_url("**/code")
    return (await read_until(world, seen, re.compile(r"\b\d{6}\b").search))[0]


async def press(page: Page, target: str) -> None:
    async with page.expect_navigation():
        await page.locator(target).first.click()


async def go_back(page: Page) -> None:
    """At the answer to a form the browser itself asks whether to send it again, and shows nothing of it."""
    try:
        await page.go_back()
    except Error as error:
        if "ERR_CACHE_MISS" not in error.message:
            raise


async def tab_to(page: Page, target: str) -> None:
    """By keyboard alone."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("target => document.activeElement.matches(target)", target):
            return
    raise AssertionError(target)


@pytest.mark.parametrize("language", OTHER)
async def test_from_the_link_in_a_text_to_leaving_quickly(chromium: Browser, world: World, language: str) -> None:
    call = await a_case(world, language)
    link = (await read_until(world, 0, re.compile(r"http://\S+/p/[\w-]+").search))[0]
    async with a_phone(chromium, language) as page:
        await page.goto(link)
        code = await code_after(world, page, lambda: press(page, MAIN_BUTTON))
        await page.locator("[name=code]").fill(code)
        await press(page, MAIN_BUTTON)
        assert CASE in await page.locator("main").inner_text()
        assert await page.locator("html").get_attribute("lang") == language
        case = page.url

        await call.contact(DETECTIVE, ref="detective")
        await call.play((60, "case.assigned", {}), (90, "case.arrest", {}))
        await page.reload()
        assert "Dana Reyes" in await page.locator("main").inner_text()
        await press(page, ".news button")
        assert await page.locator(".news button").count() == 0
        [arrest] = [row for row in await call.messages() if row.key == MessageKey.ARREST_MADE]
        assert arrest.seen_at is not None

        await press(page, "main a[href$='/write']")
        await page.locator("textarea").fill(WORDS[language])
        await press(page, MAIN_BUTTON)
        await page.goto(case)
        assert WORDS[language] in await page.locator("main").inner_text()
        async with world.database.reading() as session:
            [task] = [task for task in await session.scalars(select(StaffTask)) if task.kind == "reply"]
        assert task.ori == world.ori

        await press(page, f"footer button[value={OTHER[language]}]")
        assert await page.locator("html").get_attribute("lang") == OTHER[language]
        assert page.url == case

        await press(page, "nav a[href$='/preferences']")
        await press(page, "button[value=stop]")
        async with world.database.reading() as session:
            said = (await session.scalars(select(Consent))).all()
        assert {row.purpose for row in said if not row.given} == {"updates", "survey"}
        await call.play((120, "case.closed", {}))
        assert (await call.withheld())["case_closed"] == "opted_out"

        await press(page, ".leave a")
        assert page.url.endswith("/health/live")
        for _ in range(8):
            await go_back(page)
            assert await page.locator("main").count() == 0
            assert CASE not in await page.content()
        assert page.url.endswith("/health/live")


async def test_with_a_case_number_and_a_phone_by_keyboard_alone(chromium: Browser, world: World) -> None:
    await a_case(world, "en")
    async with a_phone(chromium, "en") as page:
        await page.goto(f"{world.settings.base_url}/portal/{world.ori}")
        await tab_to(page, "[name=case]")
        await page.keyboard.type(CASE)
        await page.keyboard.press("Tab")
        await page.keyboard.type("(206) 555-0145")
        code = await code_after(world, page, lambda: page.keyboard.press("Enter"))
        await tab_to(page, "[name=code]")
        await page.keyboard.type(code)
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        assert CASE in await page.locator("main").inner_text()
        await tab_to(page, "main a[href$='/write']")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await tab_to(page, "textarea")
        await page.keyboard.type("Hello")
        await page.keyboard.press("Tab")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        assert await page.locator("main [role=status]").count() == 1
        await tab_to(page, ".leave a")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        assert page.url.endswith("/health/live")
