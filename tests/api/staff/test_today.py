"""The page of today: what is late, no one's, not sent or held, in figures and lists, and thanks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from api.dependencies import ApiDependencies
from db.connection.session import Database
from db.tables import BrakeEntry, Call, OutboundMessage, SurveyRelease
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus, End
from domain.delivery import NotSent
from domain.staff.roles import Role
from domain.surveys.groups import TOTAL
from domain.surveys.results import GroupResult, Item, Results, to_facts
from domain.task_kinds import TaskKind
from engine.temporal_ui import TemporalUi
from tests.api.conftest import NOW, OTHER_ORI
from tests.api.staff.conftest import NewMember
from tests.api.staff.stage import a_reply, a_task, case_of, victim_of
from tests.api.staff.test_tasks import acts
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, ORI, set_agency
from tests.staff_fixtures import csrf_in, staff_browser

TODAY = f"/staff/{ORI}/today"
DAY = timedelta(days=1)


async def a_message(deps: ApiDependencies, call: Call, **values: Any) -> OutboundMessage:
    """A message of this call, by default an arrest that was delivered."""
    row = OutboundMessage(
        call_id=call.id, key="arrest_made", channel="sms", status="delivered", planned_at=NOW, updated_at=NOW
    )
    for name, value in values.items():
        setattr(row, name, value)
    async with deps.database.transaction() as session:
        session.add(row)
    return row


async def page(app: FastAPI, member: NewMember, *, query: str = "", badge: str = "S-1", language: str = "en") -> str:
    supervisor = await member(Role.SUPERVISOR, badge=badge, language=language)
    async with staff_browser(app, supervisor) as browser:
        answer = await browser.get(f"{TODAY}{query}")
    assert answer.status_code == 200
    return answer.text


def section(html: str, name: str) -> str:
    """What stands in one part of the page."""
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    assert found
    return found[0]


async def test_todays_calls_are_counted_by_status_from_the_agencys_midnight(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    midnight = NOW.replace(hour=8)
    waits: dict[str, Any] = {"case_status": None, "case_number": None, "delayed": True}
    received = (midnight, midnight + timedelta(hours=1), midnight - timedelta(seconds=1), midnight - 8 * DAY)
    for n, at in enumerate(received):
        await case_of(deps, None, f"26-{n}", received_at=at, **(waits if n else {"case_status": CaseStatus.ARREST}))
    html = await page(app, member)
    calls = section(html, "calls")
    assert re.search(r"Arrest made <span class=\"count\">1<", calls)
    assert re.search(r"Delayed <span class=\"count\">1<", calls)
    assert [f"26-{n}" in calls for n in range(4)] == [True, True, False, False]
    assert [f"26-{n}<" in section(html, "delayed") for n in range(4)] == [False, True, True, False]


async def test_a_case_is_overdue_when_its_victim_has_heard_nothing_for_28_days_or_5_since_it_changed(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    old = NOW - 60 * DAY
    told = {"1": NOW - 27 * DAY, "2": NOW - 29 * DAY, "3": NOW - 10 * DAY, "4": NOW - 40 * DAY}
    changed = {"3": NOW - 6 * DAY}
    for n in ("1", "2", "3", "4", "5"):
        facts = {"case_status": CaseStatus.CLOSED if n == "4" else CaseStatus.ASSIGNED}
        call = await case_of(deps, None, f"26-{n}", received_at=old, case_status_at=changed.get(n, old), **facts)
        if n in told:
            await a_message(deps, call, sent_at=told[n])
            await a_message(deps, call, key="survey_invitation", sent_at=NOW)
            await a_message(deps, call, key="case_closed", n=2, status="permanent_failure", sent_at=NOW)
    overdue = section(await page(app, member), "overdue")
    assert [f"case-26-{n}" in overdue for n in range(1, 6)] == [False, True, True, False, True]
    assert overdue.index("case-26-5") < overdue.index("case-26-2") < overdue.index("case-26-3")


async def test_cases_that_no_detective_has_are_a_click_from_being_assigned(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    has_one = await member(Role.DETECTIVE, badge="D-1")
    mine, loose = await case_of(deps, has_one, "26-1"), await case_of(deps, None, "26-2")
    await case_of(deps, None, "26-3", case_number=None, case_status=None)
    await case_of(deps, None, "26-4", ended=End.MERGED, merged_into="26-1")
    unassigned = section(await page(app, member), "unassigned")
    assert f'href="/staff/{ORI}/assign/{loose.id}"' in unassigned
    assert mine.id not in unassigned
    assert "26-3" not in unassigned
    assert "26-4" not in unassigned


@ON_SQLITE
async def test_failures_of_the_last_day_are_counted_by_reason_in_plain_words(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    call, other = await case_of(deps, None), await case_of(deps, None, ori=OTHER_ORI)
    for n in range(3):
        await a_message(deps, call, n=n, status="withheld", reason=NotSent.OPTED_OUT.value)
    await a_message(deps, call, n=4, status="permanent_failure", reason=NotSent.LANDLINE.value)
    await a_message(deps, call, n=5, status="permanent_failure", reason="rejected", updated_at=NOW - 2 * DAY)
    await a_message(deps, call, n=6, status="withheld", reason="held_for_review: dropped")
    await a_message(deps, other, n=7, status="withheld", reason=NotSent.STALE.value)
    part = section(await page(app, member), "not-sent")
    rows = re.findall(r'<th scope="row">([^<]*)</th><td[^>]*>([^<]*)</td><td[^>]*>(\d+)</td>', part)
    assert rows == [
        ("They said stop.", "Not sent", "3"),
        ("A person looked at a mass of messages and did not let it go.", "Not sent", "1"),
        ("The number is a landline: it takes no texts.", "Failed", "1"),
    ]


async def test_what_the_brake_holds_is_shown_with_some_calls_and_proposed_to_a_second_person(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    for n in range(7):
        row = await a_message(deps, await case_of(deps, None, f"26-{n}"), status="created", reason="held_for_review")
        async with deps.database.transaction() as session:
            session.add(
                BrakeEntry(
                    message_id=row.id, ori=ORI, key="arrest_made", decision="held", at=NOW + timedelta(seconds=n)
                )
            )
    supervisor = await member(Role.SUPERVISOR)
    async with staff_browser(app, supervisor) as browser:
        html = (await browser.get(TODAY)).text
        held = section(html, "held")
        assert "Arrest made" in held
        assert "Messages held: 7" in held or ">7<" in held
        assert re.findall(r">(26-\d)<", held) == [f"26-{n}" for n in range(5)]
        fields = {"csrf": csrf_in(html), "key": "arrest_made", "decision": "release", "reason": "the import was right"}
        where = f"/staff/{ORI}/decisions/held"
        assert f'action="{where}"' in held
        answer = await browser.post(where, data=fields)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/staff/{ORI}/decisions/")
        for wrong, status in (({"decision": "send"}, 403), ({"key": "case_closed"}, 400), ({"key": "\x00"}, 400)):
            assert (await browser.post(where, data=fields | wrong)).status_code == status
    (proposed,) = await acts(deps, ActKind.PROPOSED)
    assert proposed.by == f"staff:{supervisor.badge}"
    async with deps.database.reading() as session:
        rows = [await session.get_one(OutboundMessage, row.id)]
    assert rows[0].status == "created"


@ON_SQLITE
async def test_thanks_are_shown_in_their_own_words_and_that_is_recorded(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    call = await case_of(deps, None)
    await a_reply(deps, call, "ok", intent="thanks")
    await a_reply(deps, call, "Thank you so much for calling", intent="thanks")
    await a_reply(deps, call, "never shown here", intent="other")
    praise = section(await page(app, member), "praise")
    assert "in the last 7 days: 2." in praise or ">2<" in praise
    assert re.findall(r"<blockquote[^>]*>([^<]*)<", praise) == ["Thank you so much for calling"]
    assert [act.about for act in await acts(deps, ActKind.PERSON_SEEN)] == ["call:26-1"]


@ON_SQLITE
async def test_of_surveys_only_what_is_released_and_not_hidden_is_shown(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    assert "No survey results are released yet" in section(await page(app, member, badge="S-0"), "praise")
    items = tuple(
        Item(key=key, text="English", sets=("officer_came.1",)) for key in ("officers_listened", "told_next", "x")
    )
    ratings = {"officers_listened": [1, 1, 2, 6, 10], "told_next": None, "x": [0, 0, 0, 0, 0]}
    total = GroupResult(group=TOTAL, dispositions=None, answered=20, ratings=ratings)
    release = SurveyRelease(ori=ORI, period="2026-Q3", begins_at=NOW, ends_at=NOW, released_at=NOW)
    release.results = to_facts(Results(invited=80, items=items, groups=(total,)))
    async with deps.database.transaction() as session:
        session.add(release)
    praise = section(await page(app, member, language="es"), "praise")
    assert "2026-Q3" in praise
    (said,) = re.findall(r"<li>(.*)</li>", praise)
    assert "80" in said
    assert said.endswith("Los oficiales me escucharon.")
    assert "English" not in praise


@ON_SQLITE
async def test_a_call_is_one_click_from_its_timeline_in_temporal_if_an_address_is_set(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    await case_of(deps, None, "26/ä1")
    assert "Timeline in Temporal" not in await page(app, member, badge="S-0")
    app.state.dependencies = replace(deps, temporal_ui=TemporalUi(address="https://ui.example/", namespace="police"))
    html = await page(app, member)
    link = f"https://ui.example/namespaces/police/workflows/call%2F{ORI}%2F26%2F%C3%A41"
    assert f'<a href="{link}"' in html


@ON_SQLITE
@pytest.mark.parametrize("name", ["calls", "delayed", "overdue", "unassigned"])
async def test_each_list_can_be_looked_at_by_itself_a_page_at_a_time(
    app: FastAPI, deps: ApiDependencies, member: NewMember, name: str, clock: StandingClock
) -> None:
    for n in range(53):
        facts: dict[str, Any] = {"delayed": True, "case_status": None, "case_number": None} if name == "delayed" else {}
        facts |= {"case_status": CaseStatus.ASSIGNED} if name == "overdue" else {}
        received = NOW - timedelta(days=40) if name == "overdue" else NOW - timedelta(seconds=n)
        await case_of(deps, None, f"26-{n:02}", **{"received_at": received, **facts})
    clock.now = NOW + timedelta(minutes=1)
    html = await page(app, member, badge="S-0")
    assert f'href="{TODAY}?only={name}"' in section(html, name)
    first, second = [await page(app, member, query=f"?only={name}&page={n}", badge=f"S-{n}") for n in (1, 2)]
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (50, 3)
    assert "Next page" in first
    assert "Earlier page" in second


@ON_SQLITE
async def test_another_agencys_day_is_not_shown(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    await case_of(deps, None, "26-9", ori=OTHER_ORI)
    assert "26-9" not in await page(app, member)


def counted(database: Database) -> list[str]:
    """Every statement from now on."""
    seen: list[str] = []
    event.listen(database._engine.sync_engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


@ON_SQLITE
async def test_with_300_calls_as_many_statements_are_asked_as_with_three(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    supervisor = await member(Role.SUPERVISOR)
    detective = await member(Role.DETECTIVE)
    seen: dict[int, list[int]] = {}
    made = 0
    for many in (3, 300):
        for n in range(made, many):
            call = await case_of(
                deps,
                detective if n % 3 else None,
                f"26-{n}",
                received_at=NOW - timedelta(days=30 * (n % 2)),
                case_status=CaseStatus.ARREST,
            )
            await a_task(deps, TaskKind.UNDELIVERABLE, call, about=f"{call.id}/{await victim_of(deps, call)}")
            await a_message(deps, call, n=n, status="withheld", reason=f"reason {n}")
        made = many
        async with staff_browser(app, supervisor) as browser:
            statements, counts = counted(deps.database), []
            for path in ("today", "today?only=overdue", "tasks", "tasks?view=unowned"):
                statements.clear()
                assert (await browser.get(f"/staff/{ORI}/{path}")).status_code == 200
                counts.append(len(statements))
            seen[many] = counts
    assert seen[300] == seen[3]
    assert max(seen[3]) <= 20


@ON_SQLITE
async def test_the_page_stands_while_the_policy_or_an_old_row_is_odd(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    call = await case_of(deps, None)
    async with deps.database.transaction() as session:
        row = await session.get_one(Call, call.id)
        row.state, row.received_at = {}, None
    await set_agency(deps.database, policy="not toml [")
    await a_message(deps, call, status="withheld", reason="a reason of an older version")
    assert "a reason of an older version" in await page(app, member)
