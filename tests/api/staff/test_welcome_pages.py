"""An invitation leads to a password and an app without a script; looking at it uses nothing up."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from domain.actors import Actor, ActorKind
from domain.staff.roles import Role
from staff import accounts, one_time_codes
from tests.api.staff.conftest import NewMember
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

pytestmark = ON_SQLITE
PASSWORD = "quiet otter moves slow"
OPERATOR = Actor(ActorKind.OPERATOR, "test")


@pytest.fixture
async def path(deps: ApiDependencies, member: NewMember, clock: StandingClock) -> str:
    """Of an invitation."""
    account = await member(Role.DETECTIVE, badge="D-114")
    async with deps.database.transaction() as session:
        token = await accounts.invite(session, deps.vault, account.id, by=OPERATOR, now=clock())
    return accounts.welcome_path(ORI, token)


def secret_in(html: str) -> str:
    """The setup key, as it is typed."""
    shown = re.search(r'<p class="secret"[^>]*>(.*?)</p>', html)
    assert shown
    return "".join(re.findall(r"<span>(\w+)</span>", shown[1]))


async def chosen(browser: httpx.AsyncClient, path: str, clock: StandingClock, **other: str) -> httpx.Response:
    """The form, filled in right."""
    page = await browser.get(f"{path}/password")
    code = one_time_codes.code_at(secret_in(page.text), clock())
    form = {"csrf": csrf_in(page.text), "password": PASSWORD, "code": code}
    return await browser.post(f"{path}/password", data=form | other)


async def test_a_scanner_that_follows_links_uses_nothing_up(app: FastAPI, path: str, clock: StandingClock) -> None:
    async with staff_browser(app) as scanner:
        for _ in range(2):
            for each in (path, f"{path}/password"):
                assert (await scanner.get(each)).status_code == 200
                assert (await scanner.head(each)).status_code == 200
        assert (await scanner.post(f"{path}/password", data={"password": PASSWORD})).status_code == 403
    async with staff_browser(app) as officer:
        answer = await chosen(officer, path, clock)
        assert (answer.status_code, answer.headers["location"]) == (303, STAFF_HOME)
        assert (await officer.get(f"{STAFF_HOME}/waiting")).status_code == 200
        for each in (path, f"{path}/password"):
            assert (await officer.get(each)).status_code == 404


async def test_the_setup_key_is_the_one_in_the_picture_and_stays_the_same(
    app: FastAPI, path: str, clock: StandingClock
) -> None:
    async with staff_browser(app) as browser:
        first, second = await browser.get(f"{path}/password"), await browser.get(f"{path}/password")
        assert secret_in(first.text) == secret_in(second.text)
        assert "<svg" in first.text
        wrong = await chosen(browser, path, clock, password="springfield police")
        assert (wrong.status_code, secret_in(wrong.text)) == (422, secret_in(first.text))
        assert "easy to guess" in wrong.text
        assert "springfield police" not in wrong.text


async def test_of_two_who_end_at_once_one_is_told_that_it_is_over(
    app: FastAPI, path: str, clock: StandingClock
) -> None:
    async with staff_browser(app) as one, staff_browser(app) as other:
        page = await other.get(f"{path}/password")
        form = {"csrf": csrf_in(page.text), "password": PASSWORD}
        code = one_time_codes.code_at(secret_in(page.text), clock())
        assert (await chosen(one, path, clock)).status_code == 303
        late = await other.post(f"{path}/password", data=form | {"code": code})
        assert (late.status_code, "does not work any more" in late.text) == (404, True)


async def test_an_invitation_of_another_agency_is_none(app: FastAPI, path: str, member: NewMember) -> None:
    await member(Role.DETECTIVE, ori="WAOTH0000")
    async with staff_browser(app) as browser:
        assert (await browser.get(path.replace(ORI, "WAOTH0000"))).status_code == 404
        assert (await browser.get(path.replace(ORI, "NOWHERE"))).status_code == 404
