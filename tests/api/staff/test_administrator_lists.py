"""What the lists of administrators and auditors say: how senders fare, what is held, who is locked, older acts."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from audit.record import record
from db.queries import rate_counts, staff_accounts
from db.tables import OutboundMessage
from domain.audit.acts import Act, ActKind
from domain.staff.roles import Role
from portal.erasure_ledger import ErasureLedger
from tests.api.staff.conftest import NewMember
from tests.api.staff.test_administrator_pages import send
from tests.portal_fixtures import ON_SQLITE, ORI, a_case
from tests.staff.deciding import Desk
from tests.staff_fixtures import STAFF_HOME, staff_browser

pytestmark = ON_SQLITE


async def test_how_a_sender_fares_and_what_of_the_budget_is_used(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    now = deps.clock()
    call = await a_case(deps.database, deps.vault, now=now)
    async with deps.database.transaction() as session:
        for n, (status, reason) in enumerate([("delivered", "")] * 3 + [("permanent_failure", "unreachable")]):
            row = OutboundMessage(
                call_id=call.id, key="still_open", n=n, channel="sms", status=status, reason=reason, planned_at=now
            )
            row.sending_at, row.updated_at = now - timedelta(hours=2), now
            session.add(row)
        midnight = now.replace(hour=8, minute=0)  # of Los Angeles
        await rate_counts.count(session, f"texts/{ORI}", began_at=midnight)
    async with staff_browser(app, await member(Role.ADMINISTRATOR)) as browser:
        page = (await browser.get(f"{STAFF_HOME}/senders")).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "delivered 3 75%" in words
    assert "failed for good unreachable 1 25%" in words
    assert "1 of 5000 texts of today" in words


async def test_a_supervisor_proposes_to_drop_what_is_held(
    app: FastAPI, deps: ApiDependencies, member: NewMember, tmp_path: Path
) -> None:
    desk = Desk(database=deps.database, vault=deps.vault, ledger=ErasureLedger(tmp_path / "x"), now=deps.clock())
    await desk.open(held=2)
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        assert "Held: 2" in (await browser.get(f"{STAFF_HOME}/decisions")).text
        place = (await send(browser, "decisions", "decisions/held", key="case_closed", decision="drop")).headers
        page = (await browser.get(place["location"])).text
    assert "Never send held messages" in page
    assert "Case closed" in page


async def test_locked_closed_and_unused_accounts_are_told_apart(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    now = deps.clock()
    locked = await member(Role.DETECTIVE, badge="D-1", locked_at=now)
    await member(Role.DETECTIVE, badge="D-2", closed_at=now, closed_why="left")
    await member(Role.DETECTIVE, badge="D-3", last_used_at=now - timedelta(days=80))
    async with staff_browser(app, await member(Role.ADMINISTRATOR)) as browser:
        page = (await browser.get(f"{STAFF_HOME}/accounts")).text
        await send(browser, "accounts", f"accounts/{locked.id}/release")
    assert "Locked after wrong tries" in page
    assert "Closed: left" in page
    assert "Closes on" in page
    async with deps.database.reading() as session:
        released = await staff_accounts.get(session, locked.id)
    assert released is not None
    assert released.locked_at is None


async def test_a_lone_administrator_is_told_of_the_command_line(app: FastAPI, member: NewMember) -> None:
    alone = await member(Role.ADMINISTRATOR)
    async with staff_browser(app, alone) as browser:
        assert "only the command line" in (await browser.get(f"{STAFF_HOME}/decisions")).text
        await member(Role.ADMINISTRATOR, badge="A-4")
        assert "only the command line" not in (await browser.get(f"{STAFF_HOME}/decisions")).text


@pytest.mark.parametrize("count", [51, 120])
async def test_older_acts_are_on_further_pages_and_none_twice(
    app: FastAPI, deps: ApiDependencies, member: NewMember, count: int
) -> None:
    auditor = await member(Role.AUDITOR)
    async with deps.database.transaction() as session:
        for n in range(count):
            act = Act(ori=ORI, kind=ActKind.SEARCHED, by="staff:D-1", about=f"call:{n:04d}")
            await record(session, act, now=deps.clock())
    seen: list[str] = []
    async with staff_browser(app, auditor) as browser:
        page = (await send(browser, "audit", "audit", kind=ActKind.SEARCHED.value)).text
        while True:
            seen += re.findall(r"call:(\d{4})", page)
            older = re.search(r'name="before" value="(\d+)"', page)
            if older is None:
                break
            page = (await send(browser, "audit", "audit", kind=ActKind.SEARCHED.value, before=older[1])).text
    assert seen == [f"{n:04d}" for n in reversed(range(count))]
