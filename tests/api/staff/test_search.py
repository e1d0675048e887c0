"""Search: only what its reader may see, with a reason, in the audit log, and not often enough to try numbers out."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.tables import AuditRecord
from domain.audit.acts import ActKind, Outcome
from domain.staff.roles import Role
from staff.search import LIMITS
from tests.api.conftest import OTHER_ORI
from tests.api.staff.conftest import NewMember
from tests.api.staff.stage import case_of
from tests.api.staff.test_tasks import acts
from tests.chance import without_chance
from tests.portal_fixtures import EMAIL, ON_SQLITE, ORI, PHONE
from tests.staff_fixtures import csrf_in, staff_browser

GARBAGE = ("\x00", "26\x00-1", "%' OR 1=1 --", "\u202e911", "a@b@c", "+", "٠١٢", "<script>alert(1)</script>")
SEARCH = f"/staff/{ORI}/search"


async def searched(browser: httpx.AsyncClient, what: str, reason: str = "investigation", words: str = "") -> str:
    csrf = csrf_in((await browser.get(SEARCH)).text)
    fields = {"csrf": csrf, "what": what, "reason": reason, "words": words}
    answer = await browser.post(SEARCH, data=fields)
    assert (answer.status_code, str(answer.url)) == (200, f"https://caseline.example.org{SEARCH}")
    return answer.text


async def refused(browser: httpx.AsyncClient, status: int, **fields: str) -> str:
    csrf = csrf_in((await browser.get(SEARCH)).text)
    answer = await browser.post(SEARCH, data={"csrf": csrf, **fields})
    assert answer.status_code == status
    return answer.text


async def records(deps: ApiDependencies) -> list[AuditRecord]:
    return await acts(deps, ActKind.SEARCHED)


@ON_SQLITE
@pytest.mark.parametrize(
    "what",
    [
        "26-1",
        " case-26-1 ",
        "CASE-26-1",
        "(206) 555-0123",
        "206.555.0123",
        "+1 206 555 0123",
        "2065550123",
        EMAIL,
        " Ana@Example.ORG ",
    ],
)
async def test_a_case_is_found_by_whatever_people_type(
    app: FastAPI, deps: ApiDependencies, member: NewMember, what: str
) -> None:
    call = await case_of(deps, None)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        html = await searched(browser, what)
    assert f'href="/staff/{ORI}/cases/{call.id}"' in html
    (record,) = await records(deps)
    assert record.detail["calls"] == ["26-1"]
    kept = without_chance(f"{record.about} {record.reason} {record.detail}")
    assert not any(each in kept for each in (PHONE[2:], "555", EMAIL, "Ana"))
    assert len(record.detail["hash"]) >= 64


@ON_SQLITE
async def test_by_a_persons_number_their_part_in_the_call_is_shown_and_never_their_name(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    await case_of(deps, None)
    async with staff_browser(app, await member(Role.RECORDS)) as browser:
        html = await searched(browser, PHONE, reason="records_request")
    assert "Victim" in html
    assert ">Ana<" not in html


@ON_SQLITE
async def test_a_detective_finds_own_cases_and_does_not_learn_of_others(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    mine, other = await member(Role.DETECTIVE, badge="D-1"), await member(Role.DETECTIVE, badge="D-2")
    own, theirs = await case_of(deps, mine, "26-1"), await case_of(deps, other, "26-2")
    async with staff_browser(app, mine) as browser:
        html = await searched(browser, PHONE)
        assert [own.id in html, theirs.id in html] == [True, False]
        known, unknown = await searched(browser, "26-2"), await searched(browser, "26-9")
    assert known.replace("26-2", "26-9") == unknown
    assert "A supervisor finds all" in known


@ON_SQLITE
async def test_another_agencys_calls_are_not_found(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    await member(Role.SUPERVISOR)
    call = await case_of(deps, None, ori=OTHER_ORI)
    async with staff_browser(app, await member(Role.RECORDS)) as browser:
        assert call.id not in await searched(browser, PHONE)


@ON_SQLITE
async def test_a_search_needs_a_number_and_a_reason(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        assert "Type a number" in await refused(browser, 422, what=" ", reason="investigation")
        assert "Type a number" in await refused(browser, 422, what="9" * 400, reason="investigation")
        assert "Choose why" in await refused(browser, 422, what="26-1")
        assert "Choose why" in await refused(browser, 422, what="26-1", reason="<script>")
        assert "few words" in await refused(browser, 422, what="26-1", reason="other")
        assert "few words" in await refused(browser, 422, what="26-1", reason="other", words="of 206-555-0123")
        assert "few words" in await refused(browser, 422, what="26-1", reason="other", words="for ana@example.org")
        assert await records(deps) == []
        await searched(browser, "26-1", "other", "asked by the prosecutor")
    (record,) = await records(deps)
    assert record.reason == "other: asked by the prosecutor"


@ON_SQLITE
@pytest.mark.parametrize(
    "what", ["\x00", "%' OR 1=1 --", "\u202e911", "a@b@c", "+", "٠١٢", "<script>alert(1)</script>"]
)
async def test_garbage_finds_nothing_and_runs_nothing(app: FastAPI, member: NewMember, what: str) -> None:
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        csrf = csrf_in((await browser.get(SEARCH)).text)
        answer = await browser.post(SEARCH, data={"csrf": csrf, "what": what, "reason": "investigation"})
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.text


@ON_SQLITE
async def test_who_tries_many_numbers_is_stopped_and_that_is_recorded(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    most, _ = LIMITS[0]
    mine, other = await member(Role.SUPERVISOR, badge="S-1"), await member(Role.SUPERVISOR, badge="S-2")
    async with staff_browser(app, mine) as browser:
        for n in range(most):
            await searched(browser, f"26-{n}")
        assert "very often" in await refused(browser, 429, what="26-1", reason="investigation")
    (newest, *before) = await records(deps)
    assert (newest.outcome, newest.reason, len(before)) == (Outcome.REFUSED, "too often", most)
    async with staff_browser(app, other) as browser:
        await searched(browser, "26-1")


@ON_SQLITE
async def test_a_form_of_another_session_searches_nothing(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        answer = await browser.post(SEARCH, data={"csrf": "x", "what": "26-1", "reason": "investigation"})
    assert answer.status_code == 403
    assert await records(deps) == []


async def test_garbage_finds_nothing_and_breaks_nothing(app: FastAPI, member: NewMember) -> None:
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        csrf = csrf_in((await browser.get(SEARCH)).text)
        for what in GARBAGE:
            answer = await browser.post(SEARCH, data={"csrf": csrf, "what": what, "reason": "investigation"})
            assert answer.status_code in (200, 422), what
            assert "<script>alert" not in answer.text


async def test_both_databases_find_by_number_and_by_telephone(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    mine = await member(Role.DETECTIVE)
    call = await case_of(deps, mine)
    async with staff_browser(app, mine) as browser:
        for what in ("26-1", PHONE):
            assert call.id in await searched(browser, what)
