"""What waits for staff, as its pages show it: what is urgent first, and each with an owner and an outcome."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries import audit_records, staff_tasks
from db.tables import AuditRecord, StaffTask
from domain.audit.acts import ActKind
from domain.staff.roles import Role
from domain.task_kinds import TaskKind
from staff.tasks import NOTE, PAGE
from tests.api.conftest import NOW, OTHER_ORI
from tests.api.staff.conftest import NewMember
from tests.api.staff.stage import a_reply, a_task, case_of, victim_of
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import csrf_in, staff_browser

TASKS = f"/staff/{ORI}/tasks"


async def sent(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    csrf = csrf_in((await browser.get(TASKS)).text)
    return await browser.post(path, data={"csrf": csrf, **fields})


async def row(deps: ApiDependencies, task_id: str) -> StaffTask:
    async with deps.database.reading() as session:
        found = await staff_tasks.get(session, task_id)
    assert found is not None
    return found


async def acts(deps: ApiDependencies, kind: ActKind) -> list[AuditRecord]:
    async with deps.database.reading() as session:
        return [act for act in await audit_records.of_agency(session, ORI) if act.kind == kind]


async def test_emergencies_come_first_and_each_says_what_it_is_about(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    supervisor = await member(Role.SUPERVISOR)
    call = await case_of(deps, None)
    await a_reply(deps, call, "النجدة، لقد عاد")
    victim = await victim_of(deps, call)
    await a_task(deps, TaskKind.UNDELIVERABLE, call, about=f"{call.id}/{victim}")
    urgent = await a_task(deps, TaskKind.EMERGENCY_REPLY, call, about=victim, at=NOW + timedelta(seconds=2))
    async with staff_browser(app, supervisor) as browser:
        html = (await browser.get(TASKS)).text
    assert html.index("May be in danger") < html.index("Could not be reached")
    assert '<blockquote dir="auto" lang="ar">النجدة، لقد عاد</blockquote>' in html
    assert f'href="/staff/{ORI}/cases/{call.id}"' in html
    assert f"{TASKS}/{urgent}" in html
    assert "1 urgent" in html
    (seen,) = await acts(deps, ActKind.PERSON_SEEN)
    assert (seen.by, seen.about, seen.reason) == (f"staff:{supervisor.badge}", "call:26-1", "task")


@ON_SQLITE
async def test_a_task_shows_who_it_is_about_and_how_to_reach_them(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    detective = await member(Role.DETECTIVE)
    call = await case_of(deps, detective)
    task_id = await a_task(deps, TaskKind.CALL_BACK, call, about=await victim_of(deps, call))
    async with staff_browser(app, detective) as browser:
        html = (await browser.get(f"{TASKS}/{task_id}")).text
    assert "<bdi>Ana</bdi>" in html
    assert "+1 206-555-0123" in html
    assert [act.about for act in await acts(deps, ActKind.PERSON_SEEN)] == ["call:26-1"]


async def test_it_is_taken_handed_over_and_closed_and_each_is_recorded(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    first, second = await member(Role.SUPERVISOR, badge="S-1"), await member(Role.DETECTIVE, badge="D-7")
    call = await case_of(deps, None)
    task_id = await a_task(deps, TaskKind.CALL_BACK, call)
    async with staff_browser(app, first) as browser:
        assert (await sent(browser, f"{TASKS}/{task_id}/take")).status_code == 303
        assert (await row(deps, task_id)).owner_account_id == first.id
        assert (await sent(browser, f"{TASKS}/{task_id}/hand-over", to="D-7")).status_code == 303
    assert (await row(deps, task_id)).owner_account_id == second.id
    async with staff_browser(app, second) as browser:
        assert task_id in (await browser.get(f"{TASKS}?view=mine")).text
        answer = await sent(browser, f"{TASKS}/{task_id}/close", outcome="called_back", words="She is at her sister's.")
        assert answer.status_code == 303
        assert "Called back" in (await browser.get(f"{TASKS}?view=closed")).text or call.id
    closed = await row(deps, task_id)
    assert (closed.closed_by, closed.outcome, closed.closed_at) == ("staff:D-7", "called_back", NOW)
    assert deps.vault.open(closed.outcome_note_sealed or "", context=NOTE, row=task_id) == "She is at her sister's."
    changes = [act.detail["change"] for act in await acts(deps, ActKind.TASK_CHANGED)]
    assert changes == ["closed", "handed over", "taken"]
    assert "sister" not in str([act.detail for act in await acts(deps, ActKind.TASK_CHANGED)])


@ON_SQLITE
async def test_a_task_that_was_closed_meanwhile_is_left_as_it_is(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    supervisor = await member(Role.SUPERVISOR)
    task_id = await a_task(deps, TaskKind.CALL_BACK)
    async with staff_browser(app, supervisor) as browser:
        assert (await sent(browser, f"{TASKS}/{task_id}/close", outcome="done")).status_code == 303
        for act, fields in (("take", {}), ("hand-over", {"to": "x"}), ("close", {"outcome": "no_action"})):
            answer = await sent(browser, f"{TASKS}/{task_id}/{act}", **fields)
            assert (answer.status_code, "closed meanwhile" in answer.text) == (409, True)
        assert "Done" in (await browser.get(f"{TASKS}?view=closed")).text
        assert "Closed on" in (await browser.get(f"{TASKS}/{task_id}")).text
    assert (await row(deps, task_id)).outcome == "done"


@ON_SQLITE
async def test_without_an_outcome_or_an_owner_the_form_asks_again_and_keeps_the_words(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    supervisor, analyst = await member(Role.SUPERVISOR), await member(Role.ANALYST)
    task_id = await a_task(deps, TaskKind.CALL_BACK, await case_of(deps, None))
    async with staff_browser(app, supervisor) as browser:
        answer = await sent(browser, f"{TASKS}/{task_id}/close", outcome="<b>", words="half a page")
        assert (answer.status_code, "half a page" in answer.text) == (422, True)
        for to in ("", "nobody", analyst.badge):
            assert (await sent(browser, f"{TASKS}/{task_id}/hand-over", to=to)).status_code == 422
    assert (await row(deps, task_id)).closed_at is None


@ON_SQLITE
async def test_words_about_a_stranger_are_not_kept_as_no_erasure_would_find_them(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    supervisor = await member(Role.SUPERVISOR)
    task_id = await a_task(deps, TaskKind.WRONG_NUMBER, about="a-hash")
    async with staff_browser(app, supervisor) as browser:
        assert 'name="words"' not in (await browser.get(f"{TASKS}/{task_id}")).text
        await sent(browser, f"{TASKS}/{task_id}/close", outcome="done", words="Ana Gomez")
    assert (await row(deps, task_id)).outcome_note_sealed is None


async def test_a_detective_sees_emergencies_own_cases_and_what_they_were_handed(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    mine, other = await member(Role.DETECTIVE, badge="D-1"), await member(Role.DETECTIVE, badge="D-2")
    own = await a_task(deps, TaskKind.REPLY, await case_of(deps, mine, "26-1"), about="1")
    theirs = await a_task(deps, TaskKind.REPLY, await case_of(deps, other, "26-2"), about="2")
    loose = await a_task(deps, TaskKind.CALL_BACK, await case_of(deps, None, "26-3"), about="3")
    urgent = await a_task(deps, TaskKind.EMERGENCY_REPLY, await case_of(deps, other, "26-4"), about="4")
    async with staff_browser(app, mine) as browser:
        html = (await browser.get(TASKS)).text
        assert [task in html for task in (own, theirs, loose, urgent)] == [True, False, False, True]
        assert "2 waiting" in html
        assert "The case is not yours" in (await browser.get(f"{TASKS}/{urgent}")).text
        for path in ("", "/take", "/close", "/hand-over"):
            answer = await (browser.get(f"{TASKS}/{theirs}") if not path else sent(browser, f"{TASKS}/{theirs}{path}"))
            assert answer.status_code in (404, 422)
    async with deps.database.transaction() as session:
        task = await staff_tasks.get(session, theirs, lock=True)
        assert task
        task.owner_account_id = mine.id
    async with staff_browser(app, mine) as browser:
        assert theirs in (await browser.get(f"{TASKS}?view=mine")).text
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        html = (await browser.get(f"{TASKS}?view=unowned")).text
        assert [task in html for task in (own, theirs, loose, urgent)] == [True, False, True, True]


@ON_SQLITE
async def test_another_agencys_task_is_none(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    await member(Role.SUPERVISOR)
    stranger = await member(Role.SUPERVISOR, ori=OTHER_ORI)
    task_id = await a_task(deps, TaskKind.EMERGENCY_REPLY)
    async with staff_browser(app, stranger) as browser:
        assert (await browser.get(f"/staff/{OTHER_ORI}/tasks/{task_id}")).status_code == 404
        assert task_id not in (await browser.get(f"/staff/{OTHER_ORI}/tasks")).text


@ON_SQLITE
async def test_what_is_overdue_is_marked(
    app: FastAPI, deps: ApiDependencies, member: NewMember, clock: StandingClock
) -> None:
    supervisor = await member(Role.SUPERVISOR)
    await a_task(deps, TaskKind.UNDELIVERABLE)
    async with staff_browser(app, supervisor) as browser:
        assert "Overdue" not in (await browser.get(TASKS)).text
        clock.now = NOW + timedelta(days=1, minutes=1)
    async with staff_browser(app, supervisor) as browser:
        assert "Overdue" in (await browser.get(TASKS)).text


@ON_SQLITE
async def test_more_tasks_are_a_page_away(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    supervisor = await member(Role.SUPERVISOR)
    for n in range(PAGE + 1):
        await a_task(deps, TaskKind.UNDELIVERABLE, about=f"{n:03}", at=NOW + timedelta(seconds=n))
    async with staff_browser(app, supervisor) as browser:
        first, second = [(await browser.get(f"{TASKS}?page={page}")).text for page in (1, 2)]
    assert (first.count("Could not be reached"), second.count("Could not be reached")) == (PAGE, 1)


@ON_SQLITE
@pytest.mark.parametrize(
    "address", [f"{TASKS}?page=0", f"{TASKS}?page=x", f"{TASKS}/none", f"{TASKS}/{'a' * 90}", f"{TASKS}/%00"]
)
async def test_an_address_that_leads_nowhere_says_so(app: FastAPI, member: NewMember, address: str) -> None:
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        assert (await browser.get(f"{TASKS}{address}")).status_code == 404
