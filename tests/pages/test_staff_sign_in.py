"""No page by which staff come in has a barrier, on a phone and at a desk, in English and in Spanish."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import Browser

from domain.staff.roles import Role
from staff import accounts
from tests.api.staff.passkey_browser import OPERATOR, SIGN_IN
from tests.pages.look import barriers
from tests.pages.stage import Guest, Stage, a_guest, staged
from tests.portal_fixtures import ORI
from tests.staff_fixtures import a_member, sign_in

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
async def named(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """At a name, for which browsers have passkeys."""
    async with staged(tmp_path_factory.mktemp("staff"), host="localhost") as made:
        yield made


@pytest.fixture
async def officer(chromium: Browser, named: Stage, language: str) -> AsyncIterator[Guest]:
    """A browser of theirs."""
    async with a_guest(chromium, named, language) as guest:
        yield guest


async def invited(stage: Stage, badge: str) -> str:
    """The path of an invitation."""
    account = await a_member(stage.database, stage.vault, Role.DETECTIVE, badge=badge)
    async with stage.database.transaction() as session:
        token = await accounts.invite(session, stage.vault, account.id, by=OPERATOR, now=stage.clock())
    return accounts.welcome_path(ORI, token)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_sign_in_page_and_what_it_says_when_it_refuses(officer: Guest, language: str) -> None:
    await officer.goto(SIGN_IN)
    assert await barriers(officer.page, language) == []
    for name in ("badge", "password", "code"):
        await officer.page.locator(f"#{name}").fill("D-1")
    async with officer.page.expect_navigation():
        await officer.page.locator("form:has(#badge) button").click()
    assert officer.statuses[-1] == 403
    assert await officer.page.locator("#badge").input_value() == "D-1"
    assert await barriers(officer.page, language) == []
    assert (officer.alarms, officer.strangers) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pages_of_an_invitation(officer: Guest, language: str) -> None:
    path = await invited(officer.stage, f"W-{language}")
    await officer.goto(path)
    assert await barriers(officer.page, language) == []
    async with officer.page.expect_navigation():
        await officer.page.locator("a.button").click()
    assert await barriers(officer.page, language) == []
    await officer.page.locator("#password").fill("short")
    await officer.page.locator("#code").fill("000000")
    async with officer.page.expect_navigation():
        await officer.page.locator("form button").click()
    assert officer.statuses[-1] == 422
    assert await barriers(officer.page, language) == []
    await officer.goto(f"{path}x")
    assert officer.statuses[-1] == 404
    assert await barriers(officer.page, language) == []
    assert (officer.alarms, officer.strangers) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_of_a_locked_session(officer: Guest, language: str) -> None:
    stage = officer.stage
    account = await a_member(stage.database, stage.vault, Role.DETECTIVE, badge=f"L-{language}")
    async with httpx.AsyncClient() as client:
        token = await sign_in(stage.deps, account, client)
    await officer.context.add_cookies([{"name": "staff", "value": token, "url": stage.address}])
    stage.clock.pass_(timedelta(minutes=31))
    await officer.goto(f"/staff/{ORI}/kept")
    assert "/locked" in officer.page.url
    assert await officer.page.locator("#badge").input_value() == account.badge
    assert await barriers(officer.page, language) == []
