"""Coming into the portal: a code for whoever has a case, and for everybody else exactly the same answers."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts, reassigned_addresses
from db.tables import InboxEvent, PortalAttempt
from domain.contacts import ContactRole
from intake.relay.signals import MESSAGES_ADDED
from tests.api.portal.door import another_than, ask, codes, enter, messages
from tests.builders import CALLER, CALLING_VICTIM, WITNESS
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import EMAIL, HOME, ON_SQLITE, ORI, PHONE, a_browser, a_case, csrf_in


async def test_the_right_code_lets_in_once(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    asked = await ask(browser, app)
    assert (asked.status_code, asked.headers["location"]) == (303, f"{HOME}/code")
    page = await browser.get(f"{HOME}/code")
    assert 'autocomplete="one-time-code"' in page.text
    (code,) = await codes(database, vault)
    assert re.fullmatch(r"\d{6}", code)
    attempt_cookie = browser.cookies["__Host-portal-attempt"]
    entered = await enter(browser, f" {code[:3]} {code[3:]} ")
    assert (entered.status_code, entered.headers["location"]) == (303, f"{HOME}/cases")
    again = await browser.get(HOME)
    assert (again.status_code, again.headers["location"]) == (303, f"{HOME}/cases")
    async with a_browser(app) as other:
        await other.get(HOME)
        other.cookies.set("__Host-portal-attempt", attempt_cookie, domain="caseline.example.org", path="/")
        assert (await enter(other, code)).status_code == 422
        assert "__Host-portal" not in other.cookies


@ON_SQLITE
async def test_the_code_is_planned_as_a_message_and_the_workflow_is_told(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app, address=EMAIL)
    (message,) = await messages(database)
    assert (message.channel, message.facts, message.status) == ("email", {"minutes": 10}, "created")
    assert message.valid_until == clock() + timedelta(minutes=10)
    async with database.reading() as session:
        (line,) = await session.scalars(select(InboxEvent))
        (attempt,) = await session.scalars(select(PortalAttempt))
    assert (line.type, line.call_number) == (MESSAGES_ADDED, "26-1")
    assert (attempt.wanted_sealed, attempt.code_sealed) == (None, None)


@ON_SQLITE
async def test_a_case_number_is_read_leniently(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    for n, case in enumerate(("2026 00123", "202600123", "٢٠٢٦-٠٠١٢٣", " 2026\u201100123 ")):
        clock.pass_(timedelta(minutes=15))
        await ask(browser, app, case=case, address="(206) 555-0123")
        assert len(await codes(database, vault)) == n + 1


@ON_SQLITE
async def test_digits_of_any_script_are_a_code(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app)
    (code,) = await codes(database, vault)
    eastern = code.translate({ord("0") + digit: chr(0x06F0 + digit) for digit in range(10)})
    assert (await enter(browser, eastern)).status_code == 303


@ON_SQLITE
async def test_after_five_wrong_codes_the_right_one_is_refused_too(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app)
    (code,) = await codes(database, vault)
    answers = [await enter(browser, another_than(code)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert "This code is not right" in answers[3].text
    assert "Too many tries" in answers[4].text
    right = await enter(browser, code)
    assert right.status_code == 422
    assert "Too many tries" in right.text
    assert "__Host-portal" not in browser.cookies


@ON_SQLITE
async def test_a_code_is_too_old_after_ten_minutes(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app)
    (code,) = await codes(database, vault)
    clock.pass_(timedelta(minutes=10))
    late = await enter(browser, code)
    assert late.status_code == 422
    assert "too old" in late.text


@ON_SQLITE
async def test_a_code_opens_nothing_in_another_browser(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app)
    (code,) = await codes(database, vault)
    async with a_browser(app) as other:
        assert (await other.get(f"{HOME}/code")).headers["location"] == HOME
        assert (await enter(other, code)).status_code == 422
        await ask(other, app, case="2026-99999")
        assert (await enter(other, code)).status_code == 422
    assert (await enter(browser, code)).status_code == 303


async def test_of_ten_right_codes_at_once_one_lets_in(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app)
    (code,) = await codes(database, vault)
    csrf = csrf_in(await browser.get(HOME))
    form = {"csrf": csrf, "code": code}
    answers = await asyncio.gather(*(browser.post(f"{HOME}/code", data=form) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 9


NOBODY: dict[str, dict[str, Any]] = {
    "another case number": {"typed": {"case": "2026-99"}},
    "another phone": {"typed": {"address": "+12065550199"}},
    "another email": {"typed": {"address": "bob@example.org"}},
    "the call number": {"typed": {"case": "26-3"}},
    "a mere caller": {"facts": {"roles": CALLER}},
    "a witness": {"facts": {"roles": WITNESS}},
    "a suspect who is a victim too": {"facts": {"roles": CALLING_VICTIM | {ContactRole.SUSPECT}}},
    "a sensitive call": {"facts": {"incident_type": "DVA"}},
    "once sensitive": {"facts": {"sensitive": True}},
    "a call type that is not spoken of": {"facts": {"incident_type": "UNHEARD"}},
    "no case number": {"facts": {"case_number": None}},
    "a way that is not safe": {"person": {"safe_sms": False}},
    "another way that is not safe": {"person": {"safe_email": False}, "typed": {"address": "way12@example.org"}},
}
WELCOME = "somebody who may come in"


@ON_SQLITE
async def test_nobody_else_gets_a_code_and_all_get_the_same_answers(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    shapes: dict[str, list[Any]] = {}
    for n, (why, how) in enumerate({**NOBODY, WELCOME: {}}.items()):
        clock.pass_(timedelta(minutes=15))
        case, phone = f"2026-1{n:02}", f"+120655501{n:02}"
        person: Any = {"phone": phone, "email": f"way{n}@example.org", **how.get("person", {})}
        facts = {"call_number": f"26-{n}", "case_number": case, **how.get("facts", {})}
        await a_case(database, vault, now=clock(), person=person, **facts)
        async with a_browser(app) as browser:
            answers = [await ask(browser, app, **{"case": case, "address": phone, **how.get("typed", {})})]
            sent = await codes(database, vault)
            assert len(sent) == (1 if why == WELCOME else 0), why
            wrong = another_than(sent[0]) if sent else "123456"
            answers.append(await browser.get(f"{HOME}/code"))
            answers.extend([await enter(browser, wrong) for _ in range(6)])
        shapes[why] = [shape(answer) for answer in answers]
    assert [why for why, seen in shapes.items() if seen != shapes[WELCOME]] == []


def shape(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    """An answer without what is random in it."""
    tokens = re.compile(r"[A-Za-z0-9_-]{43}")
    headers = sorted((name, tokens.sub("T", value)) for name, value in answer.headers.multi_items() if name != "date")
    return answer.status_code, headers, tokens.sub("T", answer.text)


@ON_SQLITE
async def test_a_number_that_changed_hands_gets_no_code(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with database.transaction() as session:
        hash_ = contacts.phone_hash(vault, PHONE)
        await reassigned_addresses.cut(session, ori=ORI, address_hash=hash_, reason="test", now=clock())
    await ask(browser, app)
    assert await messages(database) == []
    await ask(browser, app, address=EMAIL)
    assert [row.channel for row in await messages(database)] == ["email"]
