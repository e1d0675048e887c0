"""The start page lists datasets, files and example questions, has no barrier, and fits a phone."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from playwright.async_api import Browser

from tests.api.open_data.conftest import IDS
from tests.pages.look import barriers
from tests.pages.stage import PHONE


def test_every_link_of_it_leads_somewhere(city: httpx.Client) -> None:
    page = city.get("/").text
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page)]
    assert {link: answer for link in links if (answer := city.get(link).status_code) != 200} == {}
    assert len([link for link in links if "$select" in link or "$where" in link]) == 3
    assert all(f"<code>{each}</code>" in page for each in IDS.values())


def test_it_allows_no_script_and_nothing_from_elsewhere(city: httpx.Client) -> None:
    headers = city.get("/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.browser
async def test_it_has_no_barrier_on_a_phone(chromium: Browser, served: str) -> None:
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.goto(f"http://{served}/")
    assert await barriers(page, "en") == []
    await context.close()
