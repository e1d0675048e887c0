"""The portal's door: links, what is typed wrong, how often, in which language, and nothing left behind."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
from fastapi import FastAPI
from sqlmodel import select

from api.main import create_app
from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import PortalAttempt
from tests.api.portal.door import ask, codes, enter, messages
from tests.chance import without_chance
from tests.intake.fakes import POLICY, StandingClock
from tests.own_logs import own_logs
from tests.portal_fixtures import CASE, HOME, ON_SQLITE, PHONE, a_browser, a_case, a_link, csrf_in, set_agency

LINK = "a-link-that-only-one-message-has"


@ON_SQLITE
async def test_by_the_link_of_a_text_a_code_comes_by_text(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK)
    page = await browser.get(f"/p/{LINK}")
    assert page.status_code == 200
    assert "555" not in without_chance(page.text.replace("206 555 0123", ""))
    assert await messages(database) == []
    asked = await browser.post(f"/p/{LINK}", data={"csrf": csrf_in(page)})
    assert asked.headers["location"] == f"{HOME}/code"
    await app.state.dependencies.code_sender.look_up_waiting()
    (code,) = await codes(database, vault)
    assert (await enter(browser, code)).status_code == 303


@ON_SQLITE
async def test_a_link_to_a_number_that_is_nobodys_any_more_sends_nothing(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK, phone="+12065550188")
    page = await browser.get(f"/p/{LINK}")
    assert (await browser.post(f"/p/{LINK}", data={"csrf": csrf_in(page)})).status_code == 303
    await app.state.dependencies.code_sender.look_up_waiting()
    assert await messages(database) == []


UNKNOWN = ("/p/unknown", "/portal/WAXXX0000", "/portal/WAXXX0000/code", f"{HOME}/nothing/there", f"{HOME}/stay")


@ON_SQLITE
async def test_unknown_links_and_agencies_look_the_same(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    unknown = [await browser.get(path) for path in UNKNOWN]
    assert {answer.status_code for answer in unknown} == {404}
    assert len({answer.text for answer in unknown}) == 1
    assert (await browser.get("/portal")).headers["location"] == HOME


WRONG: dict[tuple[str, str], list[str]] = {
    ("", PHONE): ["case"],
    ("---", PHONE): ["case"],
    ("1" * 61, PHONE): ["case"],
    (CASE, ""): ["address"],
    (CASE, "12"): ["address"],
    (CASE, "ana@"): ["address"],
    (CASE, "a" * 255): ["address"],
    ("", "<b>"): ["case", "address"],
}


@ON_SQLITE
async def test_what_cannot_be_right_is_said_beside_the_field_and_above(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    for (case, address), wrong in WRONG.items():
        answer = await ask(browser, app, case=case, address=address)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert re.findall(r'<li><a href="#(\w+)">', answer.text) == wrong
        assert re.findall(r'id="(\w+)-wrong"', answer.text) == wrong
        assert "<b>" not in answer.text
    async with database.reading() as session:
        assert list(await session.scalars(select(PortalAttempt))) == []


async def test_a_fourth_code_to_one_number_is_not_sent_nor_refused_and_a_restart_forgets_nothing(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_browser(app) as browser:
        answers = [await ask(browser, app) for _ in range(3)]
    assert len(await codes(database, vault)) == 3
    restarted = create_app(app.state.dependencies)
    clock.pass_(timedelta(minutes=5))
    async with a_browser(restarted) as browser:
        answers += [await ask(browser, restarted) for _ in range(2)]
        assert len(await codes(database, vault)) == 3
        clock.pass_(timedelta(minutes=10))
        answers.append(await ask(browser, restarted))
    assert {answer.status_code for answer in answers} == {303}
    assert len(await codes(database, vault)) == 4


@ON_SQLITE
async def test_one_network_gets_thirty_attempts_in_a_quarter_of_an_hour(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_browser(app) as browser:
        csrf = csrf_in(await browser.get(HOME))
        statuses = [
            (
                await browser.post(HOME, data={"csrf": csrf, "case": f"2026-{n}", "address": f"+120655501{n:02}"})
            ).status_code
            for n in range(31)
        ]
        refused = await ask(browser, app, look_up=False)
    assert statuses == [303] * 30 + [429]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    assert re.search(r"You can try again after [45]:15 AM", refused.text)
    assert "open that link" in refused.text


@ON_SQLITE
async def test_no_token_and_nothing_typed_is_logged(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK)
    with own_logs() as logs:
        await browser.get(f"/p/{LINK}")
        await ask(browser, app)
        (code,) = await codes(database, vault)
        attempt = browser.cookies["__Host-portal-attempt"]
        await enter(browser, code)
    said = repr(logs)
    assert "request.served" in said
    for secret in (LINK, CASE, PHONE, "5550123", code, attempt, browser.cookies["__Host-portal"]):
        assert secret not in said


@ON_SQLITE
async def test_the_cookies_are_for_this_host_alone(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    answer = await ask(browser, app)
    given = answer.headers.get_list("set-cookie")
    assert [each.split("=")[0] for each in given] == ["__Host-portal-attempt", "__Host-portal-visitor"]
    for each in given:
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(each.split("; "))


@ON_SQLITE
async def test_the_language_is_chosen_before_signing_in(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    page = await browser.get(HOME)
    for language, direction in (("ar", "rtl"), ("es", "ltr")):
        form = {"csrf": csrf_in(page), "language": language, "back": ""}
        answer = await browser.post(f"{HOME}/language", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, HOME)
        page = await browser.get(HOME)
        assert f'<html lang="{language}" dir="{direction}">' in page.text
        assert f'lang="{language}" aria-current="true"' in page.text
    await set_agency(database, name="<b>Springfield</b>")
    assert "<b>Springfield" not in (await browser.get(HOME)).text


@ON_SQLITE
async def test_choosing_a_language_leads_back_and_nowhere_else(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    form = {"csrf": csrf_in(await browser.get(HOME)), "language": "es"}
    paths = {"code": f"{HOME}/code", "cases/1f/write": f"{HOME}/cases/1f/write", f"p/{LINK}": f"/p/{LINK}"}
    elsewhere = ("//evil.example", "https://evil.example", "../x", "a//b", "\\evil", "cases?x=1", "p//evil.example")
    for back, path in {**paths, **dict.fromkeys(elsewhere, HOME)}.items():
        answer = await browser.post(f"{HOME}/language", data={**form, "back": back})
        assert answer.headers["location"] == path
    del app


@ON_SQLITE
async def test_whoever_left_finds_no_page_by_going_back(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK)
    await browser.get("/portal/leave")
    for path in ("/portal", HOME, f"{HOME}/code"):
        assert (await browser.get(path)).headers["location"] == "https://www.weather.gov/"
    assert (await browser.post(HOME, data={"case": CASE})).headers["location"] == "https://www.weather.gov/"
    assert (await browser.get(f"/p/{LINK}")).status_code == 200
    assert (await browser.get(HOME)).status_code == 200


@ON_SQLITE
async def test_an_agency_without_a_portal_has_no_door_and_shows_whoever_is_in_nothing(
    victim: httpx.AsyncClient, browser: httpx.AsyncClient, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_link(database, vault, now=clock(), token=LINK)
    await set_agency(database, policy=f"{POLICY}\n[portal]\nenabled = false\n")
    for path in (HOME, f"{HOME}/code", f"/p/{LINK}"):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.get("/portal")).status_code == 404
    assert CASE not in (await victim.get(f"{HOME}/cases")).text
