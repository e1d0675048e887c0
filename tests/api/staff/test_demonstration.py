"""A demonstration's links sign in its invented staff, on a loopback address and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from api.main import create_app
from commands.local.demo_staff import STAFF, demo_links
from db.queries import agencies, audit_records, staff_accounts
from domain.audit.acts import ActKind
from tests.database import an_agency
from tests.intake.fakes import POLICY
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import csrf_in

HERE = "http://127.0.0.1:8080"
pytestmark = ON_SQLITE


@pytest.fixture
async def links(deps: ApiDependencies) -> dict[str, str]:
    """Of the agency's invented staff."""
    async with deps.database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=POLICY))
        return dict(await demo_links(session, deps.vault, ori=ORI, base_url=HERE, now=deps.clock()))


@pytest.fixture
async def browser(deps: ApiDependencies) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the machine of the demonstration."""
    app = create_app(replace(deps, base_url=HERE))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HERE) as client:
        yield client


async def test_a_link_signs_in_after_its_button_was_pressed(
    browser: httpx.AsyncClient, links: dict[str, str], deps: ApiDependencies
) -> None:
    link = links["Detective D-114"]
    page = await browser.get(link)
    assert "Sign in as Detective D-114" in page.text
    assert "staff" not in browser.cookies
    answer = await browser.post(link, data={"csrf": csrf_in(page.text)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/{ORI}")
    assert "D-114" in (await browser.get(f"/staff/{ORI}/no-such-page")).text
    async with deps.database.reading() as session:
        newest = (await audit_records.of_agency(session, ORI))[0]
    assert (newest.kind, newest.by, newest.detail) == (ActKind.SIGNED_IN, "staff:D-114", {"method": "demonstration"})


async def test_a_link_works_again_and_new_ones_replace_it(
    browser: httpx.AsyncClient, links: dict[str, str], deps: ApiDependencies
) -> None:
    for _ in range(2):
        page = await browser.get(links["Supervisor S-12"])
        assert (await browser.post(str(page.url), data={"csrf": csrf_in(page.text)})).status_code == 303
    async with deps.database.transaction() as session:
        again = await demo_links(session, deps.vault, ori=ORI, base_url=HERE, now=deps.clock())
    assert (await browser.get(links["Supervisor S-12"])).status_code == 404
    assert (await browser.get(again["Supervisor S-12"])).status_code == 200


async def test_a_form_of_another_site_signs_in_as_no_one(browser: httpx.AsyncClient, links: dict[str, str]) -> None:
    link = links["Administrator A-3"]
    assert (await browser.post(link)).status_code == 403
    await browser.get(link)
    assert (await browser.post(link, data={"csrf": "guessed"})).status_code == 403


@pytest.mark.parametrize(
    ("public", "asked"),
    [
        ("https://caseline.example.org", HERE),
        (HERE, "https://caseline.example.org"),
        ("https://127.0.0.1.example.org", "https://127.0.0.1.example.org"),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080"),
    ],
)
async def test_a_link_works_nowhere_but_on_a_loopback_address(
    deps: ApiDependencies, links: dict[str, str], public: str, asked: str
) -> None:
    app = create_app(replace(deps, base_url=public))
    path = links["Detective D-114"].removeprefix(HERE)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=asked) as outside:
        assert (await outside.get(path)).status_code == 404
        assert (await outside.post(path)).status_code == 404


async def test_no_link_is_made_for_a_public_address(deps: ApiDependencies) -> None:
    async with deps.database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=POLICY))
        public = "https://caseline.example.org"
        assert await demo_links(session, deps.vault, ori=ORI, base_url=public, now=deps.clock()) == {}
        assert [await staff_accounts.by_badge(session, ORI, member.badge) for member in STAFF] == [None] * len(STAFF)


async def test_a_closed_account_is_not_let_in(
    browser: httpx.AsyncClient, links: dict[str, str], deps: ApiDependencies, app: FastAPI
) -> None:
    del app
    async with deps.database.transaction() as session:
        account = await staff_accounts.by_badge(session, ORI, "D-114")
        assert account is not None
        account.closed_at = deps.clock()
    page = await browser.get(links["Detective D-114"])
    answer = await browser.post(links["Detective D-114"], data={"csrf": csrf_in(page.text)})
    assert answer.status_code == 403
    assert "This account cannot sign in" in answer.text
