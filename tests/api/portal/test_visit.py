"""A visit to the portal: it ends by itself, by signing out, and at once by leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
from fastapi import FastAPI

from api.main import create_app
from db.connection.session import Database
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import HOME, ON_SQLITE, a_browser, sign_in


async def test_a_visit_goes_on_while_something_is_asked_for(
    victim: httpx.AsyncClient, app: FastAPI, clock: StandingClock
) -> None:
    csrf = app.state.dependencies.vault.token("csrf", victim.cookies["__Host-portal"])
    for _ in range(3):
        clock.pass_(timedelta(minutes=29))
        assert (await victim.post(f"{HOME}/stay", data={"csrf": csrf})).status_code == 204
    clock.pass_(timedelta(minutes=30))
    over = await victim.post(f"{HOME}/stay", data={"csrf": csrf, "nonce": "0815", "text": "<b>My car</b>"})
    assert over.status_code == 401
    assert "&lt;b&gt;My car&lt;/b&gt;" in over.text
    assert "0815" not in over.text


@ON_SQLITE
async def test_a_form_from_elsewhere_is_refused(victim: httpx.AsyncClient) -> None:
    for data in ({}, {"csrf": "wrong"}, {"csrf": "é"}):
        refused = await victim.post(f"{HOME}/sign-out", data=data)
        assert refused.status_code == 403
        assert "text/html" in refused.headers["content-type"]


@ON_SQLITE
async def test_leaving_ends_the_visit_and_goes_to_a_neutral_page(victim: httpx.AsyncClient, app: FastAPI) -> None:
    session = victim.cookies["__Host-portal"]
    left = await victim.get("/portal/leave")
    assert (left.status_code, left.headers["location"]) == (303, "https://www.weather.gov/")
    assert left.headers["clear-site-data"] == '"cache"'
    assert "__Host-portal" not in victim.cookies
    victim.cookies.clear()
    victim.cookies.set("__Host-portal", session, domain="caseline.example.org", path="/")
    csrf = app.state.dependencies.vault.token("csrf", session)
    assert (await victim.post(f"{HOME}/stay", data={"csrf": csrf})).status_code == 401


@ON_SQLITE
async def test_a_session_of_one_agency_opens_nothing_of_another(victim: httpx.AsyncClient, app: FastAPI) -> None:
    csrf = await sign_in(victim, app, token="another")
    assert (await victim.post("/portal/WAOTH0000/stay", data={"csrf": csrf})).status_code == 401


@ON_SQLITE
async def test_without_the_database_one_can_still_leave_and_is_told_in_words(app: FastAPI) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/nothing")
    alone = create_app(replace(app.state.dependencies, database=gone))
    async with a_browser(alone, **{"Accept-Language": "es"}) as client:
        client.cookies.set("__Host-portal", "token", domain="caseline.example.org", path="/")
        for path in ("/portal", HOME, f"{HOME}/code", f"{HOME}/cases", "/p/link"):
            page = await client.get(path)
            assert page.status_code == 503
            assert "Salir rápido" in page.text
        left = await client.get("/portal/leave")
        assert (left.status_code, left.headers["location"]) == (303, "https://www.weather.gov/")
        assert "__Host-portal" not in client.cookies
    await gone.dispose()


@ON_SQLITE
async def test_what_cannot_be_read_is_answered_in_words(victim: httpx.AsyncClient) -> None:
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in (f"{HOME}/stay", HOME, f"/p/{'x' * 300}"):
        page = await victim.post(path, content=b"--y", headers=broken)
        assert page.status_code in {400, 403, 404}
        assert page.headers["content-type"].startswith("text/html")
    assert (await victim.get(f"/portal/{'x' * 30}")).status_code == 404
    too_much = await victim.post(f"{HOME}/stay", data={"csrf": "x" * 2_000_000})
    assert too_much.status_code == 413
