"""Whatever is typed at the portal's door: it is read, or refused in words, and never the server's mistake."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import HOME, ON_SQLITE, a_case, csrf_in
from tests.shared_material import naughty_strings
from tests.thoroughness import THOROUGH, on_the_stricter_database

EACH = 1 if THOROUGH else 7


@pytest.fixture
async def door(app: FastAPI, browser: httpx.AsyncClient, clock: StandingClock) -> httpx.AsyncClient:
    """A browser before the sign-in of an agency with a case."""
    deps: ApiDependencies = app.state.dependencies
    await a_case(deps.database, deps.vault, now=clock())
    return browser


@on_the_stricter_database
async def test_naughty_words_are_shown_as_words(door: httpx.AsyncClient, app: FastAPI, clock: StandingClock) -> None:
    csrf = csrf_in(await door.get(HOME))
    for words in naughty_strings()[::EACH]:
        clock.pass_(timedelta(minutes=1))
        page = await door.post(HOME, data={"csrf": csrf, "case": words, "address": f"{words}@", words: words})
        assert page.status_code == 422
        (shown,) = re.findall(r'name="case" value="([^"]*)"', page.text)
        assert unescape(shown) == words.strip()[:60]
        assert "<" not in shown
        asked = await door.post(HOME, data={"csrf": csrf, "case": f"x{words}"[:60], "address": "ana@example.org"})
        assert asked.status_code in {303, 429}
        assert (await door.post(f"{HOME}/code", data={"csrf": csrf, "code": words})).status_code in {422, 429}
        assert (await door.post(HOME, data={"csrf": words, "case": "1", "address": "2"})).status_code == 403
        assert (await door.get(f"/p/{quote(words, safe='')}")).status_code in {404, 422}
        assert (await door.get(f"/portal/{quote(words, safe='')}")).status_code in {200, 303, 404, 422}
        language = {"csrf": csrf, "language": words, "back": words}
        assert (await door.post(f"{HOME}/language", data=language)).headers["location"].startswith(HOME)
    await app.state.dependencies.code_sender.look_up_waiting()


@ON_SQLITE
async def test_whatever_is_posted_is_answered(door: httpx.AsyncClient) -> None:
    await door.get(HOME)
    surrogate = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n+2AA-\r\n--x--\r\n'
    for body in (b"", b"%", b"csrf=%00", b"csrf=%ED%A0%80", b"&" * 5000, b"a=b&" * 300, b"\xff\xfe", surrogate):
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x; charset=utf-7",
            "text/plain",
            "application/json",
        ):
            for path in (HOME, f"{HOME}/code", f"{HOME}/language", "/p/x"):
                page = await door.post(path, content=body, headers={"Content-Type": kind})
                assert page.status_code < 500, (body, kind, path)


@ON_SQLITE
async def test_cookies_that_are_not_ours_are_as_good_as_none(door: httpx.AsyncClient) -> None:
    for value in ("", "x", "x" * 5000, "%00", '"é"'):
        names = ("portal", "portal-attempt", "portal-visitor", "portal-language")
        cookie = "; ".join(f"__Host-{name}={value}" for name in names).encode("latin-1")
        for path in (HOME, f"{HOME}/code", f"{HOME}/cases"):
            page = await door.get(path, headers=[(b"Cookie", cookie)])
            assert page.status_code in {200, 303}
