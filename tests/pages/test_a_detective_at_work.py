"""A detective's way in a real browser against the whole world: from CAD's report to an arrest texted, undone once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import Browser, Page
from sqlalchemy import select, update

from api.pages.staff.cookies import StaffCookie
from db.queries import api_keys, audit_records, calls, case_assignments, contacts
from db.tables import ApiKey, Call, CaseAssignment, HeldChange, StaffAccount
from domain.staff.roles import Role
from domain.staff.sign_in import Method
from staff import sessions
from staff.sessions import NewStaffSession
from tests.pages.stage import DESK
from tests.patience import until
from tests.staff_fixtures import a_member
from tests.world import World

pytestmark = pytest.mark.browser

NUMBER, CASE, PHONE = "26-000777", "2026-00777", "+12065550145"
FORM = "main form button[type=submit]"


@pytest.fixture
async def world(empty_world: World) -> AsyncIterator[World]:
    """A world at work, with the staff's pages beside the API."""
    async with empty_world.listening():
        await empty_world.start_workers()
        yield empty_world
        await empty_world.stop_workers()


async def reported(world: World) -> Call:
    """CAD reports a theft over HTTP, and that a case was opened; its victim reads Spanish."""
    key, now = api_keys.new_key(), datetime.now(UTC)
    async with world.database.transaction() as session:
        row = ApiKey(ori=world.ori, label="cad", key_hash=api_keys.hash_key(key), scopes="calls:write", created_at=now)
        session.add(row)
    victim = {"ref": "1", "role": "victim", "name": "Lucía", "phone": PHONE, "language": "es"}
    snapshot = {
        "updated_at": now.isoformat(),
        "received_at": (now - timedelta(minutes=40)).isoformat(),
        "arrived_at": (now - timedelta(minutes=30)).isoformat(),
        "closed_at": (now - timedelta(minutes=1)).isoformat(),
        "incident_type": "LARCENY",
        "priority": 3,
        "disposition": "01",
        "case_number": CASE,
        "contacts": [victim],
    }
    async with httpx.AsyncClient(base_url=world.settings.base_url, headers={"Authorization": f"Bearer {key}"}) as cad:
        answer = await cad.put(f"/v1/calls/{NUMBER}", json=snapshot)
        assert answer.status_code == 202, answer.text
    world.call(NUMBER)  # which ends its workflow once the test is over
    await until(lambda: is_texted(world, CASE))
    async with world.database.reading() as session:
        found = await calls.get(session, world.ori, NUMBER)
    assert found is not None
    return found


async def texts(world: World) -> list[str]:
    return [each["body"] for each in await asyncio.to_thread(world.texts, PHONE)]


async def is_texted(world: World, words: str) -> bool:
    return any(words in body for body in await texts(world))


async def assigned(world: World, call: Call) -> StaffAccount:
    """To a detective, who is signed in."""
    detective = await a_member(world.database, world.vault, Role.DETECTIVE, badge="D-7", ori=world.ori)
    now = datetime.now(UTC)
    async with world.database.transaction() as session:
        row = CaseAssignment(call_id=call.id, account_id=detective.id, assigned_at=now, assigned_by="staff:S-1")
        await case_assignments.assign(session, row)
        new = NewStaffSession(token="a" * 40, account_id=detective.id, method=Method.PASSKEY, source="127.0.0.1")
        await sessions.open_session(session, world.vault, new, now=now)
    return detective


async def press(page: Page, target: str) -> None:
    async with page.expect_navigation():
        await page.locator(target).last.click()


async def decide_arrest(page: Page) -> str:
    """From the case's page to the change that is held; the text that its victim is to read."""
    await press(page, "a[href$='/status']")
    await page.locator("input[value=arrest]").check()
    await press(page, FORM)
    shown = await page.locator("main").inner_text()
    assert "Someone was arrested in your case." in shown
    foreseen = await page.locator("blockquote[lang=es]").inner_text()
    await press(page, FORM)
    assert "“Arrest made” leaves at" in await page.locator(".held").inner_text()
    return foreseen.strip()


async def test_from_cads_report_to_an_arrest_texted_and_undone_once(world: World, chromium: Browser) -> None:
    call = await reported(world)
    await assigned(world, call)
    context = await chromium.new_context(viewport=DESK, locale="en")
    await context.add_cookies([{"name": StaffCookie.SESSION.value, "value": "a" * 40, "url": world.settings.base_url}])
    page = await context.new_page()
    await page.goto(f"{world.settings.base_url}/staff/{world.ori}/cases")
    await press(page, f"a:has-text('{CASE}')")
    before = await texts(world)

    await decide_arrest(page)
    await press(page, ".held button")
    assert "It was undone. Nothing was sent." in await page.locator("main").inner_text()

    foreseen = await decide_arrest(page)
    async with world.database.transaction() as session:  # as if the minute had passed
        await session.execute(update(HeldChange).values(due_at=datetime.now(UTC)))
    await until(lambda: _is_done(world))
    await until(lambda: _has_more(world, before))
    new = [body for body in await texts(world) if body not in before]
    assert new == [foreseen]
    await page.reload()
    shown = await page.locator("main").inner_text()
    assert "Arrest made" in shown
    assert "staff:D-7" in shown or "D-7" in shown
    async with world.database.reading() as session:
        acts = [row.kind for row in await audit_records.of_agency(session, world.ori) if row.kind.startswith("case.")]
        people = await contacts.of_call(session, call.id)
    assert sorted(acts) == [
        "case.status_changed",
        "case.status_decided",
        "case.status_decided",
        "case.status_undone",
    ]
    assert len(people) == 1
    await context.close()


async def _is_done(world: World) -> bool:
    async with world.database.reading() as session:
        held = (await session.scalars(select(HeldChange))).all()
    return sorted((each.done_at is not None, each.undone_at is not None) for each in held) == [
        (False, True),
        (True, False),
    ]


async def _has_more(world: World, before: list[str]) -> bool:
    return len(await texts(world)) > len(before)
