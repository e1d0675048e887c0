"""The way into the portal and out of it in a real browser; how its pages look is tested in `tests/pages`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Error, Page, Response

from api.main import create_app
from api.server import server
from db.connection.session import Database
from db.encryption.vault import Vault
from tests.api.portal.door import another_than, codes
from tests.intake.fakes import StandingClock
from tests.listening import a_place, address_of
from tests.patience import until
from tests.portal_fixtures import CASE, HOME, PHONE, a_case

pytestmark = pytest.mark.browser


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind of database is enough for a look at pages."""
    return sqlite_database


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the application is served, over http; whoever leaves quickly goes to its style sheet."""
    place = a_place()
    base = address_of(place)
    dependencies = replace(app.state.dependencies, base_url=base, leave_to=f"{base}/static/page.css")
    serving = server(create_app(dependencies), host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve(sockets=[place]))
    await until(lambda: serving.started)
    yield base
    serving.should_exit = True
    await task


@asynccontextmanager
async def a_phone(chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context(viewport={"width": 320, "height": 640})
    page = await context.new_page()
    yield page
    await context.close()


BROWSERS_OWN = "chrome-error://chromewebdata/"
"""Shown in place of a page that answered a form: the browser asks whether to send it again. Nothing of us is on it."""


async def test_the_way_in_and_out_again(
    chromium: Browser, address: str, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_phone(chromium) as page:
        await page.goto(f"{address}/portal")
        assert page.url == f"{address}{HOME}"
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.getAttribute('href')") == "/portal/leave"
        await page.get_by_label("Case number").fill(CASE)
        await page.get_by_label("Phone number").fill(PHONE)
        await page.get_by_role("button", name="Send me a code").click()
        assert page.url == f"{address}{HOME}/code"
        await until(lambda: codes(database, vault))
        (code,) = await codes(database, vault)
        await page.get_by_role("button", name="Español").click()
        assert await page.get_by_role("heading", name="Escriba su clave").count() == 1
        await page.get_by_role("button", name="English").click()
        await page.get_by_label("Your code").fill(another_than(code))
        await page.get_by_role("button", name="Sign in").click()
        assert await page.get_by_role("alert").count() == 1
        await page.get_by_label("Your code").fill(f"{code[:3]} {code[3:]}")
        await page.get_by_role("button", name="Sign in").click()
        assert page.url.startswith(f"{address}{HOME}/cases/")
        await page.get_by_role("link", name="Quick exit").click()
        await page.wait_for_url("**/page.css")
        statuses: set[int] = set()

        def note(answer: Response) -> None:
            statuses.update({answer.status} if "/portal" in answer.url else ())

        page.on("response", note)
        for _ in range(6):
            with suppress(Error):
                await page.go_back()
            assert page.url in (f"{address}/static/page.css", BROWSERS_OWN)
        assert statuses == {303}
