"""Giving a case to a detective: victims hear of it as the policy says, the timeline and the audit log say who did."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from api.pages.staff.held_changes import held_changes
from db.queries import case_owners, contacts, inbox, timeline
from db.tables import Call, InboxEvent, Person
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus, End
from domain.staff.roles import Role
from tests.api.conftest import OTHER_ORI
from tests.api.staff.conftest import NewMember
from tests.api.staff.stage import case_of
from tests.api.staff.test_tasks import acts
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import csrf_in, staff_browser

pytestmark = ON_SQLITE


def page_of(call: Call) -> str:
    return f"/staff/{ORI}/assign/{call.id}"


async def checked(browser: httpx.AsyncClient, call: Call, badge: str) -> httpx.Response:
    """The page on which what will happen is looked at."""
    csrf = csrf_in((await browser.get(page_of(call))).text)
    return await browser.post(f"{page_of(call)}/check", data={"csrf": csrf, "badge": badge})


async def confirmed(browser: httpx.AsyncClient, call: Call, checking: httpx.Response, **other: str) -> httpx.Response:
    """Send the form of that page."""
    fields = dict(re.findall(r'name="(csrf|badge|change)" value="([^"]*)"', checking.text.partition("<main")[2]))
    return await browser.post(page_of(call), data={**fields, **other})


async def events(deps: ApiDependencies) -> list[InboxEvent]:
    async with deps.database.reading() as session:
        return list(await inbox.accepted_of_call(session, ORI, "26-1", besides=()))


async def released(deps: ApiDependencies) -> int:
    """What was held leaves: how much."""
    clock: StandingClock = deps.clock  # type: ignore[assignment]  # of these tests
    clock.now += deps.hold
    return await held_changes(deps).release_due()


async def owner(deps: ApiDependencies, call: Call) -> str | None:
    async with deps.database.reading() as session:
        found = await case_owners.owner_of(session, call.id)
    return found.badge if found else None


async def detective(deps: ApiDependencies, call: Call) -> Person:
    async with deps.database.reading() as session:
        found = await contacts.by_ref(session, call.id, "detective")
    assert found is not None
    return found


async def test_a_case_is_assigned_once_what_victims_will_read_was_looked_at(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    supervisor = await member(Role.SUPERVISOR, badge="S-1")
    account = await member(Role.DETECTIVE, badge="D-7")
    call = await case_of(deps, None)
    async with staff_browser(app, supervisor) as browser:
        checking = await checked(browser, call, "D-7")
        assert "Name of D-7" in checking.text
        assert "+1 206-555-0100" in checking.text
        assert await events(deps) == []
        answer = await confirmed(browser, call, checking)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/{ORI}/cases/{call.id}")
        assert (await confirmed(browser, call, checking)).status_code == 303
        assert (await events(deps), await owner(deps, call)) == ([], None), "it can still be undone"
    assert await released(deps) == 1
    assert await released(deps) == 0
    (event,) = await events(deps)
    assert (event.type, event.facts["by"]) == ("case.assigned", "staff:S-1")
    assert await owner(deps, call) == "D-7"
    person = await detective(deps, call)
    assert deps.vault.open(person.name_sealed or "", context="contacts.name", row=person.id) == "Name of D-7"
    done, decided = await acts(deps, ActKind.CASE_ASSIGNED)
    assert (done.by, done.about, decided.by) == ("staff:S-1", "call:26-1", "staff:S-1")
    assert done.detail == {"to": "D-7", "from": "", "told": True, "change": event.event_id}
    assert account.badge == "D-7"


async def test_it_is_reassigned_and_the_log_says_from_which_detective(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    first, _ = await member(Role.DETECTIVE, badge="D-1"), await member(Role.DETECTIVE, badge="D-2")
    call = await case_of(deps, first)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        assert "It is the case of D-1" in (await browser.get(page_of(call))).text
        await confirmed(browser, call, await checked(browser, call, "D-2"))
    assert await owner(deps, call) == "D-1"
    await released(deps)
    assert await owner(deps, call) == "D-2"
    act, _ = await acts(deps, ActKind.CASE_ASSIGNED)
    assert (act.detail["from"], act.detail["to"]) == ("D-1", "D-2")


@pytest.mark.parametrize("status", [CaseStatus.ARREST, CaseStatus.CHARGED])
async def test_a_case_that_has_gone_further_keeps_its_status_and_no_one_is_told(
    app: FastAPI, deps: ApiDependencies, member: NewMember, status: CaseStatus
) -> None:
    await member(Role.DETECTIVE, badge="D-2")
    call = await case_of(deps, None, case_status=status)
    async with staff_browser(app, await member(Role.SUPERVISOR, badge="S-1")) as browser:
        checking = await checked(browser, call, "D-2")
        assert "are not written to" in checking.text
        for _ in range(2):
            assert (await confirmed(browser, call, checking)).status_code == 303
    assert await events(deps) == []
    assert await owner(deps, call) == "D-2"
    person = await detective(deps, call)
    assert deps.vault.open(person.name_sealed or "", context="contacts.name", row=person.id) == "Name of D-2"
    async with deps.database.reading() as session:
        (line,) = await timeline.of_call(session, call.id)
    assert (line.status, line.detail["by"]) == (status, "staff:S-1")
    assert len(await acts(deps, ActKind.CASE_ASSIGNED)) == 1


async def test_a_case_that_cannot_be_assigned_says_why(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    await member(Role.DETECTIVE, badge="D-2")
    call = await case_of(deps, None, case_status=CaseStatus.CLOSED)
    merged = await case_of(deps, None, "26-2", ended=End.MERGED, merged_into="26-3")
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        for each, why in ((call, "closed"), (merged, "merged into call 26-3")):
            answer = await checked(browser, each, "D-2")
            assert (answer.status_code, why in answer.text) == (422, True)
    assert await owner(deps, call) is None


async def test_only_open_accounts_of_detectives_are_offered_and_taken(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    await member(Role.DETECTIVE, badge="D-1")
    await member(Role.DETECTIVE, badge="D-closed", closed_at=deps.clock())
    await member(Role.RECORDS, badge="R-1")
    await member(Role.DETECTIVE, badge="D-elsewhere", ori=OTHER_ORI)
    call = await case_of(deps, None)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        html = (await browser.get(page_of(call))).text
        offered = [badge in html for badge in ("D-1", "D-closed", "R-1", "D-elsewhere")]
        assert offered == [True, False, False, False]
        checking = await checked(browser, call, "D-1")
        for badge in ("", "\x00", "D-closed", "R-1", "D-elsewhere"):
            assert (await checked(browser, call, badge)).status_code == 422
            assert (await confirmed(browser, call, checking, badge=badge)).status_code == 422
        assert (await confirmed(browser, call, checking, change="garbage")).status_code == 422
        assert await owner(deps, call) is None
        assert (await confirmed(browser, call, checking)).status_code == 303
        await member(Role.DETECTIVE, badge="D-3")
        again = await checked(browser, call, "D-3")
        assert (await confirmed(browser, call, again)).status_code == 409, "another change of the case is held"
    await released(deps)
    assert await owner(deps, call) == "D-1"


async def test_a_detective_whose_account_was_closed_meanwhile_gets_no_case(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    account = await member(Role.DETECTIVE, badge="D-1")
    call = await case_of(deps, None)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        await confirmed(browser, call, await checked(browser, call, "D-1"))
    async with deps.database.transaction() as session:
        (await session.merge(account)).closed_at = deps.clock()
    assert await released(deps) == 0
    assert await owner(deps, call) is None
    assert await events(deps) == []
    (refused,) = await acts(deps, ActKind.CASE_STATUS_REFUSED)
    assert "account was closed" in refused.reason


async def test_the_very_texts_are_shown_with_the_detective_in_them(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    await member(Role.DETECTIVE, badge="D-7")
    call = await case_of(deps, None, received_at=deps.clock() - timedelta(days=1))
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        html = (await checked(browser, call, "D-7")).text
    assert "word for word" in html
    assert "Detective: Name of D-7" in html
    async with deps.database.reading() as session:
        assert await contacts.by_ref(session, call.id, "detective") is None, "looking ahead changes nothing"


async def test_another_agencys_case_is_none(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    await member(Role.DETECTIVE, badge="D-1")
    call = await case_of(deps, None, ori=OTHER_ORI)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        assert (await browser.get(page_of(call))).status_code == 404


async def test_what_the_account_says_of_itself_is_given_before_the_agencys_number(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    account = await member(Role.DETECTIVE, badge="D-7")
    phone = deps.vault.seal("+12065550177", context="staff_accounts.work_phone", row=account.id)
    async with deps.database.transaction() as session:
        (await session.merge(account)).work_phone_sealed = phone
    call = await case_of(deps, None)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        html = (await checked(browser, call, "D-7")).text
    assert "+1 206-555-0177" in html
    assert "206-555-0100" not in html
