"""Coming into the portal: a code for whoever has a case, and for everybody else exactly the same answers."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import select
from structlog.testing import capture_logs

from activities.letters import NOTE
from api.app import create_app
from db.queries import address_cuts, contacts
from db.session import Database
from db.tables import InboxEvent, OutboundMessage, PortalAttempt, PortalLink
from db.vault import Vault
from domain.contacts import ContactRole
from domain.messages import MessageKey
from intake.signals import MESSAGES_ADDED
from tests.builders import CALLER, CALLING_VICTIM, WITNESS
from tests.intake.fakes import StandingClock
from tests.portal import CASE, EMAIL, HOME, ON_SQLITE, ORI, PHONE, a_browser, a_case, csrf_in, set_agency

LINK = "a-link-that-only-one-message-has"


async def ask(
    browser: httpx.AsyncClient, app: FastAPI, *, case: str = CASE, address: str = PHONE, look_up: bool = True
) -> httpx.Response:
    """Fill in the form and send it; then the desk looks it up."""
    csrf = csrf_in(await browser.get(HOME))
    answer = await browser.post(HOME, data={"csrf": csrf, "case": case, "address": address})
    if look_up:
        await app.state.desk.look_up_waiting()
    return answer


async def enter(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    """Type a code."""
    csrf = csrf_in(await browser.get(HOME))
    return await browser.post(f"{HOME}/code", data={"csrf": csrf, "code": code})


async def messages(database: Database) -> list[OutboundMessage]:
    async with database.reading() as session:
        return list(await session.scalars(select(OutboundMessage).order_by("planned_at", "n")))


async def codes(database: Database, vault: Vault) -> list[str]:
    """The codes that were planned, in order."""
    rows = await messages(database)
    assert {row.key for row in rows} <= {MessageKey.PORTAL_CODE}
    return [vault.open(row.note_sealed or "", context=NOTE) for row in rows]


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


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
        await address_cuts.cut(session, ori=ORI, address_hash=hash_, reason="test", now=clock())
    await ask(browser, app)
    assert await messages(database) == []
    await ask(browser, app, address=EMAIL)
    assert [row.channel for row in await messages(database)] == ["email"]


async def a_link(database: Database, vault: Vault, clock: StandingClock, *, phone: str = PHONE) -> None:
    async with database.transaction() as session:
        session.add(
            PortalLink(
                token_hash=vault.token_hash(LINK),
                ori=ORI,
                contact_id="x",
                channel="sms",
                address_hash=contacts.phone_hash(vault, phone),
                created_at=clock(),
            )
        )


@ON_SQLITE
async def test_by_the_link_of_a_text_a_code_comes_by_text(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, clock)
    page = await browser.get(f"/p/{LINK}")
    assert page.status_code == 200
    assert "555" not in page.text.replace("206 555 0123", "")
    assert await messages(database) == []
    asked = await browser.post(f"/p/{LINK}", data={"csrf": csrf_in(page)})
    assert asked.headers["location"] == f"{HOME}/code"
    await app.state.desk.look_up_waiting()
    (code,) = await codes(database, vault)
    assert (await enter(browser, code)).status_code == 303


@ON_SQLITE
async def test_a_link_to_a_number_that_is_nobodys_any_more_sends_nothing(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, clock, phone="+12065550188")
    page = await browser.get(f"/p/{LINK}")
    assert (await browser.post(f"/p/{LINK}", data={"csrf": csrf_in(page)})).status_code == 303
    await app.state.desk.look_up_waiting()
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


async def test_a_fourth_code_to_one_number_waits_and_a_restart_forgets_nothing(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    for case, refusal in (("2026-00123", "2026-00123"), ("2026-5", "2026-6")):
        clock.pass_(timedelta(minutes=15))
        address = PHONE if case == CASE else "+12065550111"
        async with a_browser(app) as browser:
            answers = [await ask(browser, app, case=case, address=address) for _ in range(3)]
            assert {answer.status_code for answer in answers} == {303}
        restarted = create_app(app.state.dependencies)
        clock.pass_(timedelta(minutes=5))
        async with a_browser(restarted) as browser:
            refused = await ask(browser, restarted, case=refusal, address=address)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
            assert re.search(r"You can try again after [45]:\d\d AM", refused.text)
            clock.pass_(timedelta(minutes=10))
            assert (await ask(browser, restarted, case=refusal, address=address)).status_code == 303


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
    assert statuses == [303] * 30 + [429]


@ON_SQLITE
async def test_no_token_and_nothing_typed_is_logged(
    browser: httpx.AsyncClient, app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, clock)
    with capture_logs() as logs:
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
    await a_link(database, vault, clock)
    await browser.get("/portal/leave")
    for path in ("/portal", HOME, f"{HOME}/code"):
        assert (await browser.get(path)).headers["location"] == "https://www.weather.gov/"
    assert (await browser.post(HOME, data={"case": CASE})).headers["location"] == "https://www.weather.gov/"
    assert (await browser.get(f"/p/{LINK}")).status_code == 200
    assert (await browser.get(HOME)).status_code == 200
