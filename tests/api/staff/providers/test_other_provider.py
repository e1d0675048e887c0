"""The sign-in against a provider that others wrote, `oidc-provider-mock`, in a process of its own, and in a browser.

It does not check PKCE, and says no time of the sign-in by itself: our own test provider does.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser

from db.queries import staff_providers
from staff.providers.examine import examine
from tests.api.staff.providers.ways import set_up
from tests.listening import a_place, address_of
from tests.pages.look import barriers
from tests.pages.stage import DESK, Stage, staged
from tests.patience import until
from tests.portal_fixtures import ORI

HOME = f"/staff/{ORI}"


@asynccontextmanager
async def provider_process() -> AsyncIterator[str]:
    """The issuer of a provider that runs until the block ends."""
    with a_place() as place:
        port = place.getsockname()[1]
        issuer = address_of(place)
    command = ("-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port))
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=quiet, stderr=quiet)
    try:
        async with httpx.AsyncClient(base_url=issuer) as client:
            await until(lambda: _answers(client))
        yield issuer
    finally:
        process.terminate()
        await process.wait()


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/.well-known/openid-configuration")).is_success
    except httpx.TransportError:
        return False


async def give(issuer: str, sub: str, **claims: Any) -> None:
    """A member of the agency's staff, in the directory of its provider."""
    known: dict[str, Any] = {
        "name": "Dana Alvarez",
        "employee_number": "4711",
        "groups": ["detectives"],
        "amr": ["pwd", "mfa"],
    }
    known["auth_time"] = int(datetime.now(UTC).timestamp())
    async with httpx.AsyncClient(base_url=issuer) as client:
        (await client.put(f"/users/{sub}", json={**known, **claims})).raise_for_status()


@asynccontextmanager
async def at_the_agency(folder: Path) -> AsyncIterator[tuple[Stage, str]]:
    """Caseline and the provider, each at an address of its own, by the same clock."""
    async with staged(folder) as stage, provider_process() as issuer:
        stage.clock.now = datetime.now(UTC)
        await set_up(stage.deps, issuer)
        yield stage, issuer


async def test_a_provider_of_others_lets_staff_in_and_is_examined(tmp_path: Path) -> None:
    async with at_the_agency(tmp_path) as (stage, issuer), httpx.AsyncClient(follow_redirects=True) as browser:
        await give(issuer, "dana")
        form = await browser.get(f"{stage.address}{HOME}/provider/start")
        assert str(form.url).startswith(f"{issuer}/oauth2/authorize?")
        arrived = await browser.post(str(form.url), data={"sub": "dana"})
        assert str(arrived.url).startswith(stage.address + HOME)
        assert "Signed in as 4711" in arrived.text
        await give(issuer, "dana", amr=["pwd"])
        browser.cookies.delete("staff")
        form = await browser.get(f"{stage.address}{HOME}/provider/start")
        refused = await browser.post(str(form.url), data={"sub": "dana"})
        assert (refused.status_code, "one factor only" in refused.text) == (403, True)
        async with stage.database.reading() as session:
            provider = await staff_providers.get(session, ORI)
        assert provider is not None
        found = await examine(stage.deps.openid_providers, provider, base_url=stage.address, now=stage.clock())
        assert "signs out there too" in [finding.what for finding in found]


@pytest.mark.browser
async def test_in_a_browser_staff_sign_in_and_out_here_and_there(chromium: Browser, tmp_path: Path) -> None:
    async with at_the_agency(tmp_path) as (stage, issuer):
        await give(issuer, "dana")
        context = await chromium.new_context(viewport=DESK)
        page = await context.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        await page.goto(f"{stage.address}{HOME}/sign-in")
        await page.get_by_role("link", name="Sign in with Springfield ID").click()
        await page.locator("input[name=sub]").fill("dana")
        await page.get_by_role("button", name="Authorize").click()
        await page.wait_for_url(f"{stage.address}{HOME}**")
        assert "Signed in as 4711" in await page.content()
        assert "code=" not in page.url
        await page.get_by_role("button", name="Sign out", exact=True).click()
        assert await barriers(page, "en") == []
        await page.get_by_role("button", name="Sign out of Springfield ID too").click()
        await page.wait_for_url(f"{issuer}/oauth2/end_session")
        assert "eyJ" not in page.url
        await page.get_by_role("button").first.click()
        await page.wait_for_url(f"{stage.address}{HOME}/sign-in")
        assert [text for text in errors if "Content Security Policy" in text] == []
        await context.close()
