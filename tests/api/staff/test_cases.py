"""A detective's list of cases: their own, by what is due next, with what waits in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries import staff_tasks
from db.tables import OutboundMessage
from domain.call_state import CaseStatus
from domain.staff.roles import Role
from domain.task_kinds import NewTask, TaskKind
from tests.api.conftest import OTHER_ORI
from tests.api.staff.conftest import NewMember
from tests.case_fixtures import CASES, an_assigned_case
from tests.portal_fixtures import ON_SQLITE, a_case
from tests.staff_fixtures import staff_browser

DAY = timedelta(days=1)


async def test_cases_stand_in_the_order_in_which_something_is_due(app: FastAPI, deps: ApiDependencies) -> None:
    now = deps.clock()
    mine = {}
    for number, days in (("26-1", 3), ("26-2", 40), ("26-3", 24)):
        received = now - days * DAY
        mine[number] = await an_assigned_case(
            deps, call_number=number, case_number=f"case {number}", received_at=received
        )
    async with staff_browser(app, mine["26-1"].detective) as browser:
        page = (await browser.get(CASES)).text
    assert page.index("case 26-2") < page.index("case 26-3") < page.index("case 26-1")
    assert [page.count(words) for words in ("Overdue", "Due within 7 days", "In time")] == [1, 1, 1]


async def test_what_was_sent_to_the_victim_winds_the_clock_anew(app: FastAPI, deps: ApiDependencies) -> None:
    now = deps.clock()
    case = await an_assigned_case(deps, received_at=now - 40 * DAY)
    async with deps.database.transaction() as session:
        session.add(
            OutboundMessage(
                call_id=case.call.id,
                key="still_open",
                status="delivered",
                planned_at=now,
                sent_at=now - DAY,
                updated_at=now,
            )
        )
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(CASES)).text
    assert "In time" in page
    assert "Overdue" not in page


@ON_SQLITE
async def test_a_closed_case_has_no_clock_and_a_list_of_its_own(app: FastAPI, deps: ApiDependencies) -> None:
    now = deps.clock()
    case = await an_assigned_case(deps, case_status=CaseStatus.CLOSED, case_status_at=now, received_at=now - 90 * DAY)
    async with staff_browser(app, case.detective) as browser:
        assert "No open case is assigned to you." in (await browser.get(CASES)).text
        ended = (await browser.get(f"{CASES}?show=ended")).text
    assert case.call.case_number
    assert case.call.case_number in ended
    assert "No update is due" in ended


async def test_letters_call_backs_and_what_was_not_delivered_stand_above(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    kinds = (TaskKind.EMERGENCY_REPLY, TaskKind.CALL_BACK, TaskKind.UNDELIVERABLE, TaskKind.DAILY_LIMIT)
    async with deps.database.transaction() as session:
        for kind in kinds:
            task = NewTask(kind=kind, about=f"about-{kind}", reason="x", call_id=case.call.id)
            await staff_tasks.raise_task(session, case.call.ori, task, now=deps.clock())
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(CASES)).text
    for words in ("Letters from victims", "People who want to be called", "What could not be delivered"):
        assert words in page
    assert "It reads like danger" in page
    assert page.count(f'href="{case.path}#') == 3


@ON_SQLITE
async def test_what_waits_in_anothers_case_is_not_shown(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    case = await an_assigned_case(deps)
    async with deps.database.transaction() as session:
        task = NewTask(kind=TaskKind.REPLY, about="x", reason="x", call_id=case.call.id)
        await staff_tasks.raise_task(session, case.call.ori, task, now=deps.clock())
    another = await member(Role.DETECTIVE, badge="D-8")
    async with staff_browser(app, another) as browser:
        page = (await browser.get(CASES)).text
    assert "Nothing waits for you." in page
    assert "No open case is assigned to you." in page


@ON_SQLITE
@pytest.mark.parametrize("below", ["", "/status", "/write", "/people/new", "/sensitive"])
async def test_anothers_case_is_the_same_as_none(
    app: FastAPI, deps: ApiDependencies, member: NewMember, below: str
) -> None:
    case = await an_assigned_case(deps)
    elsewhere = await a_case(deps.database, deps.vault, now=deps.clock(), ori=OTHER_ORI)
    another, supervisor = await member(Role.DETECTIVE, badge="D-8"), await member(Role.SUPERVISOR, badge="S-1")
    async with staff_browser(app, another) as browser:
        answers = {
            path: await browser.get(f"{CASES}/{path}{below}")
            for path in (case.call.id, elsewhere.id, "0" * 32, "no-such")
        }
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.text.replace(path, "") for path, answer in answers.items()}) == 1
    async with staff_browser(app, supervisor) as browser:
        assert (await browser.get(f"{case.path}{below}")).status_code == 200
        assert (await browser.get(f"{CASES}/{elsewhere.id}{below}")).status_code == 404
