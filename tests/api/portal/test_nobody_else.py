"""Nothing about a case reaches anyone else, and nothing that may not be told reaches anyone."""

from __future__ import annotations

import re
from collections.abc import Iterable

import httpx
import pytest
from fastapi import FastAPI

from db.connection.session import Database
from db.queries import reassigned_addresses
from db.queries.contacts import phone_hash
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.messages import MessageKey
from tests.api.portal.casework import DETECTIVE, Casework, page_of, with_packs
from tests.builders import CALLER, CALLING_VICTIM, SUSPECT, VICTIM, WITNESS
from tests.intake.fakes import POLICY
from tests.portal_fixtures import CASE, HOME, ORI, PHONE, a_browser, a_case, csrf_in, set_agency, sign_in
from tests.shared_material import naughty_strings

OTHER_PHONE = "+12065550177"
NOT_HERE = "We did not find this page."


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind will do: these tests are about pages."""
    return sqlite_database


async def test_two_victims_of_one_call_see_only_their_own(
    victim: httpx.AsyncClient, app: FastAPI, work: Casework
) -> None:
    await work.person("other", {"name": "Bo Lindqvist", "phone": OTHER_PHONE, "roles": VICTIM})
    await work.message(MessageKey.CASE_NUMBER, "For Ana")
    await work.message(MessageKey.CASE_NUMBER, "For Bo", ref="other")
    async with a_browser(app) as other:
        await sign_in(other, app, address=OTHER_PHONE, token="another-session")
        theirs = (await page_of(other, work)).text
    mine = (await page_of(victim, work)).text
    assert ("For Ana" in mine, "For Bo" in mine) == (True, False)
    assert ("For Ana" in theirs, "For Bo" in theirs) == (False, True)
    for page in (mine, theirs):
        assert "Lindqvist" not in page
        assert OTHER_PHONE not in page
        assert PHONE not in page


@pytest.mark.parametrize("roles", [CALLER, WITNESS, CALLER | WITNESS])
async def test_who_is_no_victim_sees_no_case_but_what_is_kept_about_themselves(
    browser: httpx.AsyncClient, app: FastAPI, roles: Iterable[ContactRole]
) -> None:
    work = Casework(app)
    await a_case(work.deps.database, work.deps.vault, now=work.now, roles=roles)
    await work.turn(CaseStatus.ARREST)
    await sign_in(browser, app)
    await _sees_nothing(browser, work, secrets=("arrest",))
    assert "Ana" in (await browser.get(f"{HOME}/data")).text


@pytest.mark.parametrize("roles", [SUSPECT, CALLING_VICTIM | SUSPECT])
async def test_a_suspect_sees_nothing(browser: httpx.AsyncClient, app: FastAPI, roles: Iterable[ContactRole]) -> None:
    work = Casework(app)
    await a_case(work.deps.database, work.deps.vault, now=work.now, roles=roles)
    await sign_in(browser, app)
    await _sees_nothing(browser, work)


async def test_a_suspect_who_is_listed_again_as_a_victim_sees_nothing(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    await work.person("suspect", {"phone": PHONE, "roles": SUSPECT})
    await _sees_nothing(victim, work)


async def test_a_call_without_a_case_number_is_no_case(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.set_state(case_number=None)
    await _sees_nothing(victim, work, secrets=())


@pytest.mark.parametrize("facts", [{"sensitive": True}, {"incident_type": "DVA"}, {"incident_type": "ASSAULT"}])
async def test_a_call_that_may_not_be_spoken_of_disappears(
    victim: httpx.AsyncClient, work: Casework, facts: dict[str, object]
) -> None:
    assert (await page_of(victim, work)).status_code == 200
    await work.set_state(**facts)
    await _sees_nothing(victim, work)


@pytest.mark.parametrize("policy", [POLICY.replace("shadow = false", "shadow = true"), "no policy at all"])
async def test_an_agency_that_tries_things_out_or_has_no_policy_shows_nothing(
    victim: httpx.AsyncClient, work: Casework, policy: str
) -> None:
    await set_agency(work.deps.database, policy=policy)
    await _sees_nothing(victim, work)


async def test_an_address_that_was_cut_off_shows_nothing_until_it_is_given_back(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    hash_ = phone_hash(work.deps.vault, PHONE)
    async with work.deps.database.transaction() as session:
        await reassigned_addresses.cut(session, ori=ORI, address_hash=hash_, reason="30003", now=work.now)
    await _sees_nothing(victim, work)
    async with work.deps.database.transaction() as session:
        await reassigned_addresses.restore(session, ori=ORI, address_hash=hash_)
    assert (await page_of(victim, work)).status_code == 200


async def test_somebody_elses_case_is_answered_like_one_that_is_not_there(
    victim: httpx.AsyncClient, app: FastAPI, work: Casework
) -> None:
    database, vault = work.deps.database, work.deps.vault
    theirs = await a_case(
        database,
        vault,
        now=work.now,
        call_number="26-2",
        case_number="2026-4",
        person={"phone": OTHER_PHONE, "email": None},
    )
    await Casework(app, "26-2").message(MessageKey.ARREST_MADE, "Somebody else's", ref="victim")
    csrf = csrf_in(await page_of(victim, work))
    for path in ("", "/write"):
        page = await victim.get(f"{HOME}/cases/{theirs.id}{path}")
        for nobodys in ("0" * 32, "%00", "x" * 900, "%ED%A0%80", "%D9%A3"):
            unknown = await victim.get(f"{HOME}/cases/{nobodys}{path}")
            assert (unknown.status_code, unknown.text) == (page.status_code, page.text)
        assert page.status_code == 404
        assert NOT_HERE in page.text
    for path, data in (("seen", {"message": "x"}), ("write", {"words": "hello", "nonce": "n"})):
        foreign = await victim.post(f"{HOME}/cases/{theirs.id}/{path}", data={"csrf": csrf, **data})
        unknown = await victim.post(f"{HOME}/cases/{'0' * 32}/{path}", data={"csrf": csrf, **data})
        assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert await work.letters() == []


async def test_naughty_words_from_anywhere_come_out_as_words(
    victim: httpx.AsyncClient, app: FastAPI, work: Casework
) -> None:
    app.state.dependencies = with_packs(work.deps)
    naughty = [words for words in naughty_strings() if words]
    for n, start in enumerate(range(0, len(naughty), 60), start=1):
        text = "\n".join(naughty[start : start + 60])
        await work.message(MessageKey.DETECTIVE_MESSAGE, text, n=n, channel="email", subject=naughty[start])
    for words in naughty[::70]:
        await work.person("victim", {"name": words})
        await work.person("detective", {**DETECTIVE, "name": words})
        await work.set_state(case_number=words)
        await set_agency(work.deps.database, name=words, report_link=f"https://example.org/{words}")
        for path in (f"cases/{(await work.call()).id}?messages=all", "data", "data/download"):
            page = await victim.get(f"{HOME}/{path}")
            assert page.status_code == 200
            html = page.text.split("<main", 1)[-1] if path != "data/download" else ""
            assert not _EXECUTED.search(html)


_EXECUTED = re.compile(r"(?i)<(script|img|svg|iframe|body|object|embed|style)|href=.?javascript")

CLEARED_BECAUSE = ("death", "died", "prosecution", "custody elsewhere", "refused", "juvenile", "exceptional")


async def test_why_a_case_was_closed_is_on_no_page(victim: httpx.AsyncClient, work: Casework) -> None:
    await work.turn(CaseStatus.CLOSED, by="Exceptional clearance: death of offender")
    await work.set_state(disposition="03")
    await work.message(MessageKey.CASE_CLOSED, "Your case is now closed.")
    case = f"{HOME}/cases/{(await work.call()).id}"
    for path in (
        f"{HOME}/cases",
        case,
        f"{case}?messages=all",
        f"{case}/write",
        f"{HOME}/data",
        f"{HOME}/data/download",
    ):
        text = (await victim.get(path)).text.casefold()
        assert [word for word in CLEARED_BECAUSE if word in text] == []


async def _sees_nothing(
    client: httpx.AsyncClient, work: Casework, *, secrets: tuple[str, ...] = ("Ana", PHONE)
) -> None:
    for path in ("cases", "data", "data/download"):
        page = await client.get(f"{HOME}/{path}")
        assert page.status_code == 200
        for secret in (CASE, *secrets):
            assert secret not in page.text
    page = await page_of(client, work)
    assert page.status_code == 404
    assert CASE not in page.text
