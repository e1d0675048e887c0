"""No visitor can keep another out of the portal, or learn from its limits whose number is known there (E1, E2)."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import func
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import PortalAttempt, RateCount
from portal.sign_in_limits import LIMITS, SENT_BY_FORM, SENT_FOR_NETWORK, Counted
from tests.api.portal.door import another_than, ask, codes, enter
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import CASE, HOME, ON_SQLITE, PHONE, a_browser, a_case, a_link, csrf_in, sign_in

LINK = "a-link-that-only-one-message-has"
ATTACKER, VICTIM = "198.51.100.7", "203.0.113.9"
QUARTER = LIMITS[Counted.CODES_OF_NETWORK][0].most

pytestmark = ON_SQLITE


async def by_link(browser: httpx.AsyncClient, app: FastAPI) -> httpx.Response:
    """Ask by the link of a text."""
    page = await browser.get(f"/p/{LINK}")
    answer = await browser.post(f"/p/{LINK}", data={"csrf": csrf_in(page)})
    while await app.state.dependencies.code_sender.look_up_waiting():
        pass
    return answer


async def stored(database: Database) -> list[int]:
    """How many attempts and counters there are."""
    async with database.reading() as session:
        tables = (PortalAttempt, RateCount)
        return [(await session.execute(select(func.count()).select_from(each))).scalar_one() for each in tables]


async def test_e1_a_network_that_is_refused_changes_nothing_for_any_case_or_address(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    victims = [(f"2026-1{n:02}", f"+120655501{n:02}") for n in range(12)]
    for n, (case, phone) in enumerate(victims):
        person = {"phone": phone, "email": f"way{n}@example.org"}
        await a_case(database, vault, now=clock(), call_number=f"26-{n}", case_number=case, person=person)  # type: ignore[arg-type]
    async with a_browser(app, at=ATTACKER) as attacker:
        for n in range(QUARTER):
            assert (await ask(attacker, app, case=f"2026-9{n}", address="+12065550000")).status_code == 303
        before = await stored(database)
        for case, phone in victims * 4:
            refused = await ask(attacker, app, case=case, address=phone)
            assert refused.status_code == 429
            assert "set-cookie" not in refused.headers or "attempt" not in refused.headers["set-cookie"]
    assert await stored(database) == before
    assert await codes(database, vault) == []
    for n, (case, phone) in enumerate(victims):
        clock.pass_(timedelta(seconds=1))
        async with a_browser(app, at=f"203.0.{n}.9") as victim:
            assert (await ask(victim, app, case=case, address=phone)).status_code == 303
            assert (await enter(victim, (await codes(database, vault))[-1])).status_code == 303


async def test_e1_one_network_that_knows_case_and_number_keeps_no_victim_elsewhere_out(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    for _ in range(8):
        async with a_browser(app, at=ATTACKER) as attacker:
            for _ in range(10):
                await ask(attacker, app)
        async with a_browser(app, at=VICTIM) as victim:
            before = len(await codes(database, vault))
            await ask(victim, app)
            sent = await codes(database, vault)
            assert len(sent) == before + 1
            assert (await enter(victim, sent[-1])).status_code == 303
        clock.pass_(timedelta(minutes=15))
    assert len(await codes(database, vault)) == 8 + SENT_FOR_NETWORK[1].most


async def test_e1_many_networks_that_know_case_and_number_keep_no_victim_with_a_link_out(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK)
    for n in range(40):
        async with a_browser(app, at=f"198.18.{n}.7") as attacker:
            assert (await ask(attacker, app)).status_code == 303
        clock.pass_(timedelta(minutes=5))
    assert len(await codes(database, vault)) == SENT_BY_FORM[1].most
    # Even from a network that a carrier shares out among many, and that an attacker in it has used up.
    async with a_browser(app, at="198.18.1.8") as neighbor:
        for _ in range(QUARTER + 1):
            used_up = await ask(neighbor, app, case="2026-9", address="+12065550000", look_up=False)
        for _ in range(LIMITS[Counted.TRIES_OF_NETWORK][0].most + 1):
            neighbor.cookies.delete("__Host-portal-attempt")
            tried_out = await enter(neighbor, "123456")
        assert (used_up.status_code, tried_out.status_code) == (429, 429)
    async with a_browser(app, at="198.18.1.9") as victim:
        assert (await by_link(victim, app)).status_code == 303
        assert (await enter(victim, (await codes(database, vault))[-1])).status_code == 303


async def test_e1_a_browser_that_has_a_code_is_let_in_whatever_is_asked_for_meanwhile(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_browser(app, at=VICTIM) as victim:
        await ask(victim, app)
        (code,) = await codes(database, vault)
        for n in range(20):
            async with a_browser(app, at=f"198.18.{n}.7") as attacker:
                await ask(attacker, app)
                await enter(attacker, code)
        clock.pass_(timedelta(minutes=5))
        for _ in range(2):  # no code comes any more: the one they have must go on working
            assert (await ask(victim, app)).status_code == 303
        assert (await enter(victim, code)).status_code == 303


async def test_asking_again_and_again_adds_no_tries_to_one_code(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_browser(app, at=VICTIM) as browser:
        await ask(browser, app)
        (code,) = await codes(database, vault)
        for n in range(5):
            if n % 2:
                await ask(browser, app, case="2026-9")
            assert (await enter(browser, another_than(code))).status_code == 422
        refused = await enter(browser, code)
        assert refused.status_code == 422
        assert "This code is not right" in refused.text  # the newer attempts can still be tried


async def test_only_the_newest_attempts_of_a_browser_are_kept(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_browser(app) as browser:
        await ask(browser, app)
        (code,) = await codes(database, vault)
        for _ in range(3):
            await ask(browser, app, case="2026-9")
        assert (await enter(browser, code)).status_code == 422


async def test_e2_a_number_in_use_and_any_other_are_answered_alike_however_often_they_are_asked_for(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with a_browser(app, at=VICTIM) as owner:
        await ask(owner, app)
        assert (await enter(owner, (await codes(database, vault))[-1])).status_code == 303
    asked = {"its owner is in": (CASE, PHONE), "its case is another": ("2026-9", PHONE), "none": (CASE, "+12065550111")}
    seen = {}
    for n, (why, (case, address)) in enumerate(asked.items()):
        async with a_browser(app, at=f"198.18.{n}.7") as stranger:
            answers = [await ask(stranger, app, case=case, address=address) for _ in range(12)]
            answers += [await enter(stranger, "000000") for _ in range(7)]
        seen[why] = [shape(answer) for answer in answers]
        clock.pass_(timedelta(seconds=1))
    assert seen["its owner is in"] == seen["its case is another"] == seen["none"]
    assert {status for status, _, _ in seen["none"]} == {303, 422}


async def test_e2_who_has_asked_for_a_code_does_not_notice_that_its_owner_signs_out_everywhere(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    seen = []
    for n, address in enumerate((PHONE, "+12065550111")):
        async with a_browser(app, at=VICTIM) as owner, a_browser(app, at=f"198.18.{n}.7") as stranger:
            await ask(stranger, app, address=address)
            csrf = await sign_in(owner, app, token=f"of {address}")
            assert (await owner.post(f"{HOME}/sign-out-everywhere", data={"csrf": csrf})).status_code == 200
            code = (await codes(database, vault))[-1]
            seen.append([shape(await enter(stranger, typed)) for typed in (code, *["000000"] * 70)])
    assert seen[0] == seen[1]
    assert seen[0][-1][0] == 429


def shape(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    """An answer without what is random in it."""
    tokens = re.compile(r"[A-Za-z0-9_-]{43}")
    headers = sorted((name, tokens.sub("T", value)) for name, value in answer.headers.multi_items())
    return answer.status_code, headers, tokens.sub("T", answer.text)


async def test_one_link_is_limited_by_itself_and_only_where_it_is_asked_by(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await a_link(database, vault, now=clock(), token=LINK)
    most = LIMITS[Counted.CODES_BY_LINK][0].most
    async with a_browser(app, at=ATTACKER) as forwarded:
        statuses = [(await by_link(forwarded, app)).status_code for _ in range(most + 1)]
        assert statuses == [303] * most + [429]
        assert (await ask(forwarded, app, look_up=False)).status_code == 303
    async with a_browser(app, at=VICTIM) as victim:
        assert (await by_link(victim, app)).status_code == 303
        before = await codes(database, vault)
        await ask(victim, app)
        assert len(await codes(database, vault)) == len(before) + 1
        assert (await victim.get(f"{HOME}/code")).status_code == 200
