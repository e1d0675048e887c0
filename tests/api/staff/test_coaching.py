"""The pages of coaching: closed until a policy opens it, one officer at a time, and nothing follows from a look."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from analytics.coaching.example import LOOKED_AT, OFFICERS, PRAISED
from analytics.coaching.pointers import open_tasks
from api.dependencies import ApiDependencies
from db.queries import audit_records, coaching, staff_tasks
from db.queries.audit_records import WantedRecords
from db.tables import CoachingCount
from domain.audit.acts import ActKind
from domain.coaching.policy import CoachingRule
from domain.staff.roles import Role
from tests.api.conftest import NOW
from tests.api.staff.coaching_pages import opened
from tests.api.staff.conftest import NewMember
from tests.coaching_fixtures import OPEN, OPENED, a_pointer, with_pictures
from tests.db.everything import everything_kept
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

pytestmark = ON_SQLITE

STRICT = replace(OPENED, rule=CoachingRule(least_answers=1000))
HOME, OWN = f"{STAFF_HOME}/coaching", f"{STAFF_HOME}/my-record"


@pytest.fixture
def deps(deps_with_analytics: ApiDependencies) -> ApiDependencies:
    """What the application stands on."""
    return deps_with_analytics


async def look_up(browser: httpx.AsyncClient, subject: str, reason: str = "talk") -> httpx.Response:
    """As the form does."""
    csrf = csrf_in((await browser.get(HOME)).text)
    return await browser.post(f"{HOME}/subject", data={"csrf": csrf, "subject": subject, "reason": reason})


async def pointer_about(deps: ApiDependencies, subject: str, **values: object) -> str:
    """Its id; supervisors have it before them."""
    pointer = a_pointer(ORI, subject, at=NOW, **values)  # type: ignore[arg-type]
    pointer_id = pointer.id
    async with deps.database.transaction() as session:
        await coaching.add_pointer(session, pointer)
        await open_tasks(session, ORI, now=NOW)
    return pointer_id


async def test_without_a_policy_every_page_says_closed_and_nothing_is_read(
    app: FastAPI, member: NewMember, deps: ApiDependencies, statements: list[str]
) -> None:
    account = await member(Role.SUPERVISOR, Role.OFFICER, cad_id=LOOKED_AT)
    async with staff_browser(app, account) as browser:
        csrf = csrf_in((await browser.get(OWN)).text)
        statements.clear()
        for path in ("", "/rule", "/pointers/none"):
            assert "Nothing about single officers" in (await browser.get(HOME + path)).text
        for path in ("/subject", "/rule", "/pointers/none/close"):
            answer = await browser.post(HOME + path, data={"csrf": csrf, "subject": LOOKED_AT, "reason": "talk"})
            assert "Nothing about single officers" in answer.text
        for answer in (await browser.get(OWN), await browser.post(f"{OWN}/remark", data={"csrf": csrf, "words": "x"})):
            assert "nothing is held" in answer.text

    assert not [each for each in statements if "coaching_" in each or "survey_invitations" in each]
    assert deps.analytics_folder is not None
    assert not deps.analytics_folder.exists()


async def test_one_officer_is_shown_beside_peers_with_compliments_first(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    account = await member(Role.SUPERVISOR)
    await opened(deps)
    async with deps.database.transaction() as session:
        for month, kind in ((9, "compliment"), (10, "complaint")):
            day = NOW.date().replace(month=month)
            await coaching.put_count(session, CoachingCount(ori=ORI, subject_id=PRAISED, day=day, kind=kind, count=2))
    async with staff_browser(app, account) as browser:
        page = (await look_up(browser, PRAISED)).text

    assert page.index("Compliments in the agency") < page.index("Answers beside") < page.index("by month")
    assert re.search(r"\d+ in 100, between \d+ and \d+", _plain(page))
    assert "more than chance alone explains" in page
    assert page.count("<circle") == 2
    assert "2026-09" in page


async def test_each_look_is_recorded_with_its_reason_and_read_by_the_one_it_is_about(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    supervisor, officer = await member(Role.SUPERVISOR), await member(Role.OFFICER, cad_id=LOOKED_AT)
    await opened(deps)
    async with staff_browser(app, supervisor) as browser:
        await look_up(browser, LOOKED_AT, "praise")
    async with staff_browser(app, officer) as browser:
        page = (await browser.get(OWN)).text

    wanted = WantedRecords(ori=ORI, about=f"coaching:{LOOKED_AT}")
    async with deps.database.reading() as session:
        found = await audit_records.found(session, wanted, most=10)
    assert [(each.kind, each.by, each.reason) for each in found] == [
        (ActKind.OWN_RECORD_SEEN, f"staff:{officer.badge}", ""),
        (ActKind.COACHING_SEEN, f"staff:{supervisor.badge}", "praise"),
    ]
    assert supervisor.badge in page
    assert "To praise what goes well" in page


@pytest.mark.parametrize(
    ("subject", "reason", "says"),
    [("", "talk", "Type an id"), ("Jo Doe 555-010-1234", "talk", "Type an id"), ("4711", "", "Say why")],
)
async def test_a_look_needs_an_id_and_a_reason(
    app: FastAPI, member: NewMember, deps: ApiDependencies, subject: str, reason: str, says: str
) -> None:
    account = await member(Role.SUPERVISOR)
    await opened(deps)
    async with staff_browser(app, account) as browser:
        answer = await look_up(browser, subject, reason)
    assert answer.status_code == 422
    assert says in answer.text


async def test_an_unknown_id_and_one_with_few_answers_look_the_same(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    account = await member(Role.SUPERVISOR)
    await opened(deps, OPEN + "least_answers = 1000\n")
    async with staff_browser(app, account) as browser:
        before = (await look_up(browser, PRAISED)).text
        with_pictures(deps.analytics_folder or Path(), ORI, NOW, STRICT)
        few, unknown = [(await look_up(browser, subject)).text for subject in (OFFICERS[0], "9999")]
    assert "No answers have been put together" in before, "what another rule made is not shown"
    assert "so none are shown" in few
    assert _plain(few).replace(OFFICERS[0], "9999") == _plain(unknown)


async def test_a_role_that_the_policy_does_not_name_sees_no_one(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    account = await member(Role.ADMINISTRATOR)
    await opened(deps)
    pointer_id = await pointer_about(deps, LOOKED_AT)
    async with staff_browser(app, account) as browser:
        home = (await browser.get(HOME)).text
        csrf = csrf_in(home)
        answer = await browser.post(f"{HOME}/subject", data={"csrf": csrf, "subject": LOOKED_AT, "reason": "talk"})
        assert (await browser.get(f"{HOME}/pointers/{pointer_id}")).status_code == 404
        assert "In force" in (await browser.get(f"{HOME}/rule")).text
    for page in (home, answer.text):
        assert "does not let your role look" in page
        assert LOOKED_AT not in page


async def test_no_page_ranks_scores_or_colors_anyone(app: FastAPI, member: NewMember, deps: ApiDependencies) -> None:
    account = await member(Role.SUPERVISOR, Role.OFFICER, cad_id=LOOKED_AT)
    await opened(deps)
    pointer_id = await pointer_about(deps, LOOKED_AT)
    async with staff_browser(app, account) as browser:
        pages = [
            (await browser.get(path)).text for path in (HOME, f"{HOME}/rule", f"{HOME}/pointers/{pointer_id}", OWN)
        ]
        pages.append((await look_up(browser, PRAISED)).text)

    for page in pages:
        words = _plain(page).lower()
        assert not re.search(r"\brank(ed)?\b|\btop \d|\bworst\b|\bbest\b|\brisk\b|percentile|\bflag", words)
        assert not re.search(r'(?:fill|stroke|color)[=:]"?(red|green|#(?!fff|000))', page)
        assert "urgent" not in re.sub(r"<header>.*?</header>", "", page, flags=re.DOTALL)
        shown = {officer for officer in OFFICERS if officer in words}
        assert len(shown) <= 1, "one at a time"


async def test_the_plot_tells_no_one_but_the_one_it_is_about(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    account = await member(Role.SUPERVISOR)
    await opened(deps)
    async with staff_browser(app, account) as browser:
        await look_up(browser, PRAISED)
    assert deps.analytics_folder is not None
    drawn = next((deps.analytics_folder / ORI / "coaching").glob("*.svg")).read_text()
    assert not re.search(r"aria-|47\d\d<", drawn)
    places = [float(each) for each in re.findall(r'<path[^>]*transform="translate\(([\d.]+),', drawn)]
    assert places == sorted(places), "in the order of ids, dots would have names"


async def test_the_officer_sees_a_pointer_before_supervisors_do(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    supervisor, officer = await member(Role.SUPERVISOR), await member(Role.OFFICER, cad_id=LOOKED_AT)
    await opened(deps)
    pointer_id = await pointer_about(deps, LOOKED_AT, shown_at=NOW + timedelta(days=7))
    async with staff_browser(app, supervisor) as browser:
        assert (await browser.get(f"{HOME}/pointers/{pointer_id}")).status_code == 404
        assert "People rate them less well" not in (await browser.get(HOME)).text
        assert "Pointer of" not in (await look_up(browser, LOOKED_AT)).text
        assert "Pointer of coaching" not in (await browser.get(f"{STAFF_HOME}/tasks")).text
    async with staff_browser(app, officer) as browser:
        assert "You see this first" in (await browser.get(OWN)).text


async def test_a_remark_is_read_by_the_supervisor_beside_the_figures(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    supervisor, officer = await member(Role.SUPERVISOR), await member(Role.OFFICER, cad_id=LOOKED_AT)
    await opened(deps)
    async with staff_browser(app, officer) as browser:
        csrf = csrf_in((await browser.get(OWN)).text)
        assert (await browser.post(f"{OWN}/remark", data={"csrf": csrf, "words": " "})).status_code == 422
        answer = await browser.post(f"{OWN}/remark", data={"csrf": csrf, "words": "I train recruits."})
        assert answer.status_code == 303
    async with staff_browser(app, supervisor) as browser:
        assert "I train recruits." in (await look_up(browser, LOOKED_AT)).text
    kept = await everything_kept(deps.database)
    assert not [where for where, values in kept.items() if "recruits" in str(values)], "it is sealed"


@pytest.mark.parametrize("outcome", ["praise", "coaching", "workload", "nothing", "data_wrong"])
async def test_closing_a_pointer_changes_its_row_its_task_and_the_log_and_nothing_else(
    app: FastAPI, member: NewMember, deps: ApiDependencies, outcome: str
) -> None:
    account = await member(Role.SUPERVISOR)
    await opened(deps)
    pointer_id = await pointer_about(deps, LOOKED_AT)
    async with staff_browser(app, account) as browser:
        listed = (await browser.get(f"{STAFF_HOME}/tasks")).text
        task = re.search(r"/tasks/([0-9a-f]+)\"", listed)
        assert task
        led = await browser.get(f"{STAFF_HOME}/tasks/{task[1]}")
        assert led.headers["location"] == f"{HOME}/pointers/{pointer_id}"
        page = (await browser.get(led.headers["location"])).text
        assert "has no account here" in page
        before = await everything_kept(deps.database)
        form = {"csrf": csrf_in(page), "outcome": outcome, "words": "We talked."}
        assert (await browser.post(f"{HOME}/pointers/{pointer_id}/close", data=form)).status_code == 303
        assert (await browser.post(f"{HOME}/pointers/{pointer_id}/close", data=form)).status_code == 409

    after = await everything_kept(deps.database)
    changed = {where.split(".")[0] for where in before | after if before.get(where) != after.get(where)}
    assert changed - {"staff_sessions"} == {"coaching_pointers", "staff_tasks", "audit_records"}
    async with deps.database.reading() as session:
        assert not await staff_tasks.open_tasks(session, ORI)
        pointer = await coaching.pointer(session, ORI, pointer_id)
    assert pointer is not None
    assert (pointer.outcome, pointer.closed_by) == (outcome, f"staff:{account.badge}")


async def test_its_task_is_not_closed_as_other_tasks_are_nor_seen_by_others(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    supervisor, records = await member(Role.SUPERVISOR), await member(Role.RECORDS)
    await opened(deps)
    await pointer_about(deps, LOOKED_AT)
    async with deps.database.reading() as session:
        task = (await staff_tasks.open_tasks(session, ORI))[0]
    async with staff_browser(app, supervisor) as browser:
        form = {"csrf": csrf_in((await browser.get(f"{STAFF_HOME}/tasks")).text), "outcome": "no_action"}
        assert (await browser.post(f"{STAFF_HOME}/tasks/{task.id}/close", data=form)).status_code == 404
    async with staff_browser(app, records) as browser:
        assert "Pointer of coaching" not in (await browser.get(f"{STAFF_HOME}/tasks")).text
        assert (await browser.get(f"{STAFF_HOME}/tasks/{task.id}")).status_code == 404
        assert (await browser.get(f"{STAFF_HOME}/waiting")).json()["tasks"] == 0


async def test_another_agencys_pointer_is_no_pointer(app: FastAPI, member: NewMember, deps: ApiDependencies) -> None:
    account = await member(Role.SUPERVISOR)
    await member(Role.SUPERVISOR, ori="WAOTH0000")
    await opened(deps)
    pointer = a_pointer("WAOTH0000", LOOKED_AT, at=NOW)
    pointer_id = pointer.id
    async with deps.database.transaction() as session:
        await coaching.add_pointer(session, pointer)
    async with staff_browser(app, account) as browser:
        assert (await browser.get(f"{HOME}/pointers/{pointer_id}")).status_code == 404


def _plain(page: str) -> str:
    """The words of a page's main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"[\u2066-\u2069\u00a0]|\s+", " ", re.sub(r'<[^>]+>|name="csrf" value="[^"]+"', "", main))
