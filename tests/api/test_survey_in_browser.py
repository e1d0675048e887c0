"""The survey page as people use it: on a narrow phone, by keyboard, without a script, in every language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from api.server import server
from db.connection.session import Database
from db.encryption.vault import Vault
from domain.messages import LANGUAGES
from intake.surveys.answers import comments_of, tidy
from tests.api.conftest import NOW
from tests.api.surveys import PAGE, SET, invitation, invite
from tests.listening import a_place, address_of
from tests.patience import until
from tests.shared_material import naughty_strings

NARROW = 320
SEND = "button[type=submit]"

pytestmark = pytest.mark.browser


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind of database is enough for a look at pages."""
    return sqlite_database


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the application is served."""
    place = a_place()
    serving = server(app, host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve(sockets=[place]))
    await until(lambda: serving.started)
    yield address_of(place)
    serving.should_exit = True
    await task


@asynccontextmanager
async def a_phone(chromium: Browser, *, language: str = "en") -> AsyncIterator[Page]:
    context = await chromium.new_context(viewport={"width": NARROW, "height": 640}, locale=language)
    page = await context.new_page()
    yield page
    await context.close()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_answered_and_changed_on_a_narrow_phone(
    chromium: Browser, address: str, database: Database, vault: Vault, language: str
) -> None:
    await invite(database, vault, language=language)
    async with a_phone(chromium, language=language) as page:
        await page.goto(address + PAGE)
        assert await page.locator("html").get_attribute("dir") == ("rtl" if language in {"ar", "fa"} else "ltr")
        for rating, item in enumerate(SET.items, start=1):
            group = page.get_by_role("group", name=item.text[language], exact=True)
            await group.get_by_role("radio").nth(rating - 1).check()
        await page.get_by_label(SET.comments[1].text[language], exact=True).fill("ممنون! <i>merci</i>")
        await page.locator(SEND).click()
        kept = await invitation(database)
        assert kept.answers == {item.id: rating for rating, item in enumerate(SET.items, start=1)}
        assert comments_of(vault, kept) == {"officers": "ممنون! <i>merci</i>"}
        await page.locator("a[href='']").click()
        assert await page.locator("input:checked").count() == len(SET.items)
        await page.locator("input[name=item-overall][value=none]").check()
        await page.locator(SEND).click()
        assert "overall" not in (await invitation(database)).answers


async def test_it_is_answered_with_the_keyboard_alone(
    chromium: Browser, address: str, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    async with a_phone(chromium) as page:
        await page.goto(address + PAGE)
        for key in ("Tab", "Space", "ArrowRight", "Tab", "Tab", *"fine"):
            await page.keyboard.press(key)
        for _ in range(30):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.type") == "submit":
                break
        await page.keyboard.press("Enter")
        await page.locator("[role=status]").wait_for()
    kept = await invitation(database)
    assert kept.answers == {"call_taker_helpful": 2}


async def test_nothing_needs_a_script(chromium: Browser, address: str, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    context = await chromium.new_context(viewport={"width": NARROW, "height": 640}, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(address + PAGE)
    await page.locator(SEND).click()
    await page.locator("[role=status]").wait_for()
    assert (await invitation(database)).answered_at == NOW
    await context.close()


async def test_naughty_words_are_shown_as_the_words_they_are(
    chromium: Browser, address: str, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    words = "\n".join(naughty_strings())
    async with a_phone(chromium) as page:
        alarms: list[str] = []
        page.on("dialog", lambda dialog: alarms.append(dialog.message))
        page.on("pageerror", lambda error: alarms.append(str(error)))
        await page.goto(address + PAGE)
        field = page.locator("textarea").first
        await field.evaluate("(e, words) => { e.removeAttribute('maxlength'); e.value = words; }", words)
        await page.locator(SEND).click()
        await page.locator("[role=alert]").wait_for()
        assert await page.locator("textarea").first.input_value() == tidy(words.replace("\r\n", "\n"))
        assert await page.locator("main img, main script, main iframe, main svg").count() == 0
        assert alarms == []
