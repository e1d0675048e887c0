"""The sign-in pages say the same whatever was wrong, lead nowhere else, and take any nonsense without an error."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select
from webauthn.helpers import bytes_to_base64url

from api.dependencies import ApiDependencies
from api.main import create_app
from api.pages.staff.sign_in import _is_ours
from db.connection.session import Database
from db.tables import RateCount, StaffAccount, StaffPasskey
from domain.staff.roles import Role
from staff.network_tries import MOST, CountedTry
from staff.passkeys import PasskeyAnswer, RelyingParty, WrongPasskey, registered, sign_count_of
from tests.api.staff.conftest import NewMember
from tests.portal_fixtures import ON_SQLITE, ORI, set_agency
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

SIGN_IN = f"{STAFF_HOME}/sign-in"
NEVER = {"badge": "D-1", "password": "wrong", "code": "000000"}


async def posted(browser: httpx.AsyncClient, path: str = SIGN_IN, **form: str) -> httpx.Response:
    """The form of the sign-in page."""
    page = await browser.get(SIGN_IN)
    return await browser.post(path, data={"csrf": csrf_in(page.text)} | form)


def plain(answer: httpx.Response) -> str:
    """The page without what differs at each request."""
    return re.sub(r'name="csrf" value="[^"]+"|id="badge" name="badge" value="[^"]*"', "", answer.text)


@ON_SQLITE
async def test_unknown_closed_locked_and_empty_accounts_read_the_same(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    await member(Role.DETECTIVE, badge="D-1")
    await member(Role.DETECTIVE, badge="D-2", closed_at=deps.clock(), closed_why="left")
    await member(Role.DETECTIVE, badge="D-3", locked_at=deps.clock())
    async with staff_browser(app) as browser:
        answers = [await posted(browser, **NEVER | {"badge": badge}) for badge in ("D-1", "D-2", "D-3", "D-4", "")]
    assert {answer.status_code for answer in answers} == {403}
    assert len({plain(answer) for answer in answers}) == 1
    assert "You were not let in" in answers[0].text
    assert "wrong" not in {each for answer in answers for each in re.findall(r'value="([^"]*)"', answer.text)}


@ON_SQLITE
async def test_a_form_of_another_browser_is_refused_before_anything_is_looked_at(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    await member(Role.DETECTIVE, badge="D-1")
    async with staff_browser(app) as browser, staff_browser(app) as other:
        csrf = csrf_in((await other.get(SIGN_IN)).text)
        await browser.get(SIGN_IN)
        for path in (SIGN_IN, f"{STAFF_HOME}/passkey", f"{STAFF_HOME}/passkey/challenge"):
            answer = await browser.post(path, data=NEVER | {"csrf": csrf})
            assert (answer.status_code, "no longer valid" in answer.text) == (403, True)
    assert await _counts(deps.database) == 0


@ON_SQLITE
async def test_too_many_wrong_tries_of_a_network_are_told_when_to_come_back(
    app: FastAPI, member: NewMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    await member(Role.DETECTIVE, badge="D-1")

    async def never(password_hash: str, password: str) -> bool:
        return False

    monkeypatch.setattr("staff.passwords.matches", never)
    (most, window), _ = MOST[CountedTry.PASSWORD]
    async with staff_browser(app) as browser:
        statuses = [(await posted(browser, **NEVER | {"badge": f"X-{n}"})).status_code for n in range(most)]
        last = await posted(browser, **NEVER)
        assert statuses == [403] * most
        assert (last.status_code, int(last.headers["retry-after"])) == (429, window.total_seconds())
        assert "Minutes until you can try again: 15." in re.sub(r"<[^>]+>", "", last.text)
        passkey = await posted(browser, f"{STAFF_HOME}/passkey", credential="{}")
        assert passkey.status_code == 403  # has a count of its own


@pytest.mark.parametrize("next_path", ["https://evil.example/", "//evil.example", "/portal/X", f"{STAFF_HOME}/../x"])
def test_the_next_page_is_one_of_ours(next_path: str) -> None:
    assert not _is_ours(next_path, STAFF_HOME)
    assert _is_ours(f"{STAFF_HOME}/tasks", STAFF_HOME)


@ON_SQLITE
async def test_an_agency_that_is_not_known_has_no_sign_in(app: FastAPI) -> None:
    async with staff_browser(app) as browser:
        assert (await browser.get("/staff/NOWHERE/sign-in")).status_code == 404
        for path in ("sign-in", "passkey", "passkey/challenge"):
            assert (await browser.post(f"/staff/NOWHERE/{path}", data=NEVER)).status_code == 404


@ON_SQLITE
async def test_the_agencys_own_banner_is_shown_in_each_language_and_is_no_markup(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    await member(Role.DETECTIVE)
    async with staff_browser(app) as browser:
        assert "authorized staff on official business" in (await browser.get(SIGN_IN)).text
        own = {"logon_banner": "Our <b>own</b> words.", "logon_banner_spanish": "Nuestras palabras."}
        await set_agency(deps.database, **own)
        assert "Our &lt;b&gt;own&lt;/b&gt; words." in (await browser.get(SIGN_IN)).text
        spanish = await browser.get(SIGN_IN, headers={"Accept-Language": "es"})
        assert "Nuestras palabras." in spanish.text


@ON_SQLITE
async def test_there_are_no_passkeys_where_browsers_have_none(deps: ApiDependencies, member: NewMember) -> None:
    await member(Role.DETECTIVE)
    elsewhere = create_app(replace(deps, base_url="http://192.0.2.1:8080"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=elsewhere), base_url="http://192.0.2.1:8080") as at:
        page = await at.get(SIGN_IN)
        assert "passkey" not in page.text
        form = {"csrf": csrf_in(page.text)}
        assert (await at.post(f"{STAFF_HOME}/passkey/challenge", data=form)).status_code == 404


@pytest.mark.parametrize(
    ("base_url", "party"),
    [
        ("https://caseline.example.org", ("caseline.example.org", "https://caseline.example.org")),
        ("https://caseline.example.org:8443", ("caseline.example.org", "https://caseline.example.org:8443")),
        ("http://localhost:8080", ("localhost", "http://localhost:8080")),
        ("http://caseline.example.org", None),
        ("https://192.0.2.1", None),
        ("https://[2001:db8::1]", None),
        ("http://127.0.0.1:8080", None),
    ],
)
def test_passkeys_are_made_for_a_name_over_https_or_for_this_machine(
    base_url: str, party: tuple[str, str] | None
) -> None:
    found = RelyingParty.of(base_url)
    assert (found and (found.id, found.origin)) == party


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
BASE64 = st.binary(max_size=200).map(bytes_to_base64url)


@given(
    response=st.fixed_dictionaries(
        {"clientDataJSON": st.none()},
        optional={
            "authenticatorData": BASE64 | JSONS,
            "signature": BASE64 | JSONS,
            "attestationObject": BASE64 | JSONS,
        },
    ),
    client=st.fixed_dictionaries({"challenge": BASE64}, optional={"type": st.sampled_from(["webauthn.get"]) | JSONS}),
    id=BASE64 | JSONS,
    whole=JSONS,
)
def test_whatever_is_sent_as_a_passkey_is_refused_and_nothing_else_happens(
    response: dict[str, Any], client: dict[str, Any], id: Any, whole: Any
) -> None:
    party = RelyingParty(id="localhost", origin="http://localhost")
    account = StaffAccount(ori=ORI, badge="D-1", roles="detective", created_by="x")
    passkey = StaffPasskey(credential_id="x", account_id=account.id, public_key=b"x", sign_count=0, is_synced=False)
    response["clientDataJSON"] = bytes_to_base64url(json.dumps(client).encode())
    for sent in (whole, {"id": id, "rawId": id, "type": "public-key", "response": response}):
        try:
            answer = PasskeyAnswer.read(json.dumps(sent))
        except WrongPasskey:
            continue
        with pytest.raises(WrongPasskey):
            registered(party, answer, account)
        with pytest.raises(WrongPasskey):
            sign_count_of(party, answer, passkey)


async def _counts(database: Database) -> int:
    async with database.reading() as session:
        return len((await session.scalars(select(RateCount))).all())
