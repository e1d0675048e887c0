"""A visit ends after twelve hours, everywhere when its owner says so, and when something is not safe any more (E5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import api_keys, calls, contacts
from db.tables import ApiKey
from domain.messages import LANGUAGES
from domain.preferences import UpdateGroup
from tests.api.portal.door import ask, codes, enter
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import CALL, EMAIL, HOME, ON_SQLITE, ORI, PHONE, a_browser, a_case, csrf_in, sign_in

PAGE = f"{HOME}/preferences"
AS_IT_IS: dict[str, Any] = {
    "language": "en",
    "channels": "usual",
    "updates": [group.value for group in UpdateGroup],
    "safe": ["sms", "email", "voice", "identify"],
}


async def is_in(browser: httpx.AsyncClient) -> bool:
    answer = await browser.get(f"{HOME}/cases")
    assert answer.status_code in {200, 303}
    return bool(answer.headers.get("location") != HOME)


async def save(victim: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    csrf = csrf_in(await victim.get(PAGE))
    return await victim.post(PAGE, data=AS_IT_IS | changes | {"csrf": csrf})


async def say(app: FastAPI, vault: Vault, **values: Any) -> None:
    """What CAD says of the victim now."""
    deps: ApiDependencies = app.state.dependencies
    async with deps.database.transaction() as session:
        call = await calls.lock_call(session, ORI, CALL)
        assert call is not None
        said: contacts.PersonValues = values  # type: ignore[assignment]
        await contacts.upsert(session, vault, call_id=call.id, ref="victim", values=said, now=deps.clock())


async def test_e5_a_visit_ends_after_twelve_hours_however_busy_it_is(
    victim: httpx.AsyncClient, clock: StandingClock
) -> None:
    for _ in range(12 * 60 // 20 - 1):
        clock.pass_(timedelta(minutes=20))
        assert await is_in(victim)
    clock.pass_(timedelta(minutes=20))
    assert not await is_in(victim)
    clock.pass_(-timedelta(minutes=20))
    assert await is_in(victim)  # still its owner's within the twelve hours: nothing else ended it


@ON_SQLITE
async def test_e5_a_form_sent_after_twelve_hours_gives_back_what_was_typed(
    victim: httpx.AsyncClient, app: FastAPI, clock: StandingClock
) -> None:
    csrf = app.state.dependencies.vault.token("csrf", victim.cookies["__Host-portal"])
    for _ in range(36):
        clock.pass_(timedelta(minutes=20))
        await victim.get(f"{HOME}/cases")
    over = await victim.post(f"{HOME}/stay", data={"csrf": csrf, "text": "my words"})
    assert over.status_code == 401
    assert "my words" in over.text
    assert "after 12 hours" in over.text


async def test_e5_signing_out_everywhere_ends_every_visit_and_every_code_of_the_person_and_of_no_other(
    victim: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    other_phone = "+12065550177"
    neighbor: Any = {"phone": other_phone, "email": "n@example.org"}
    await a_case(database, vault, now=clock(), call_number="26-2", case_number="2026-2", person=neighbor)
    async with a_browser(app) as by_email, a_browser(app) as other, a_browser(app) as has_code:
        await sign_in(by_email, app, address=EMAIL, token="by-email")
        await sign_in(other, app, address=other_phone, token="of-another")
        await ask(has_code, app)
        (code,) = await codes(database, vault)
        csrf = csrf_in(await victim.get(PAGE))
        answer = await victim.post(f"{HOME}/sign-out-everywhere", data={"csrf": csrf})
        assert answer.status_code == 200
        assert "You are signed out everywhere." in answer.text
        assert answer.headers["clear-site-data"] == '"cache"'
        assert "__Host-portal" not in victim.cookies
        assert (await enter(has_code, code)).status_code == 422
        assert [await is_in(each) for each in (victim, by_email, other)] == [False, False, True]
        clock.pass_(timedelta(seconds=1))
        await ask(victim, app)
        assert (await enter(victim, (await codes(database, vault))[-1])).status_code == 303


@ON_SQLITE
async def test_signing_out_everywhere_takes_a_form_of_ours(victim: httpx.AsyncClient) -> None:
    assert (await victim.post(f"{HOME}/sign-out-everywhere", data={"csrf": "x"})).status_code == 403
    assert await is_in(victim)


@ON_SQLITE
@pytest.mark.parametrize("language", LANGUAGES)
async def test_signing_out_everywhere_is_offered_in_every_language(
    victim: httpx.AsyncClient, app: FastAPI, language: str
) -> None:
    await sign_in(victim, app, language=language, token="in-their-language")
    page = await victim.get(PAGE)
    assert f"{HOME}/sign-out-everywhere" in page.text
    assert ("Sign out everywhere" in page.text) is (language == "en")
    answer = await victim.post(f"{HOME}/sign-out-everywhere", data={"csrf": csrf_in(page)})
    assert f'<html lang="{language}"' in answer.text


@ON_SQLITE
@pytest.mark.parametrize("safe", [["email", "identify"], ["sms", "identify"], ["sms", "email"], []])
async def test_e5_calling_something_unsafe_ends_every_visit_this_one_too(
    victim: httpx.AsyncClient, app: FastAPI, safe: list[str]
) -> None:
    async with a_browser(app) as by_email:
        await sign_in(by_email, app, address=EMAIL, token="by-email")
        answer = await save(victim, safe=safe, language="es")
        assert answer.status_code == 200
        assert '<html lang="es"' in answer.text
        cannot_return = not ({"sms", "email"} & set(safe) and "identify" in safe)
        assert ("206" in answer.text) is cannot_return
        assert [await is_in(victim), await is_in(by_email)] == [False, False]


@ON_SQLITE
async def test_choices_that_make_nothing_less_safe_end_no_visit(victim: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await save(victim, safe=["sms", "email", "identify"], channels="none")).status_code == 303
    assert await is_in(victim)
    await save(victim, safe=["sms", "identify"])
    await sign_in(victim, app, token="again")
    for safe in (["sms", "identify"], ["sms", "email", "identify"]):  # not for the first time, and taken back
        assert (await save(victim, safe=safe)).status_code == 303
    assert await is_in(victim)


@pytest.mark.parametrize("unsafe", ["safe_sms", "safe_email"])
async def test_e5_what_cad_calls_unsafe_ends_every_visit_once(
    victim: httpx.AsyncClient, app: FastAPI, vault: Vault, unsafe: str
) -> None:
    async with a_browser(app) as by_email:
        await sign_in(by_email, app, address=EMAIL, token="by-email")
        await say(app, vault, name="Ana B.")
        assert [await is_in(victim), await is_in(by_email)] == [True, True]
        await say(app, vault, **{unsafe: False})
        assert [await is_in(victim), await is_in(by_email)] == [False, False]
        await sign_in(by_email, app, address=EMAIL, token="by-email-again")
        await say(app, vault, **{unsafe: False})
        assert await is_in(by_email)


@ON_SQLITE
async def test_e5_a_snapshot_that_says_not_safe_ends_the_visit(
    victim: httpx.AsyncClient, app: FastAPI, database: Database, clock: StandingClock
) -> None:
    key = api_keys.new_key()
    async with database.transaction() as session:
        scopes = "calls:write"
        session.add(ApiKey(ori=ORI, label="t", key_hash=api_keys.hash_key(key), scopes=scopes, created_at=clock()))
    contact = {"ref": "another", "role": "victim", "phone": PHONE, "safe": {"sms": False}, "safe_sms": False}
    del contact["safe"]
    snapshot = {"updated_at": clock().isoformat(), "contacts": [contact]}
    async with a_browser(app) as cad:
        answer = await cad.put(f"/v1/calls/{CALL}", json=snapshot, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 202, answer.text
    assert not await is_in(victim)
