"""The pages of a detective have no barrier: phone and desk, light and dark, large letters, keyboard, both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser

from api.pages.staff.cookies import StaffCookie
from db.queries import agencies, contacts, messages, replies, staff_accounts, staff_tasks
from db.tables import Call, HeldChange, InboundReply, new_id
from domain.contacts import ContactRole
from domain.staff.sign_in import Method
from domain.task_kinds import NewTask, TaskKind
from locales.catalog_loader import STAFF
from messaging.call_context import CallContext
from messaging.foresight import Foresight
from staff import sessions
from staff.sessions import NewStaffSession
from tests.case_fixtures import CASES, AssignedCase, an_assigned_case
from tests.pages.look import barriers
from tests.pages.stage import NOW, Guest, Stage, a_guest
from tests.portal_fixtures import ORI

pytestmark = pytest.mark.browser

FORM = "main form button[type=submit]"
ZAHRA: contacts.PersonValues = {"name": "زهرا کریمی", "language": "fa", "phone": "+12065550145"}
OTHERS: tuple[contacts.PersonValues, ...] = (
    {"name": "Bob", "phone": "+12065550177", "roles": [ContactRole.REPORTING_PARTY], "safe_sms": False},
    {"name": "Sam", "phone": "+12065550178", "roles": [ContactRole.SUSPECT]},
)


@pytest.fixture(scope="session")
async def case(stage: Stage) -> AssignedCase:
    """Everything a case can show: texts, letters, tasks, what is held and what was refused."""
    deps = stage.deps
    made = await an_assigned_case(
        deps,
        badge="D-77",
        call_number="26-77",
        case_number="2026-77",
        received_at=NOW - timedelta(days=40),
        person=ZAHRA,
    )
    async with deps.database.transaction() as session:
        call = await session.get_one(Call, made.call.id)
        for n, values in enumerate(OTHERS):
            await contacts.upsert(session, deps.vault, call_id=call.id, ref=f"p{n}", values=values, now=NOW)
        for kind in (TaskKind.EMERGENCY_REPLY, TaskKind.CALL_BACK, TaskKind.UNDELIVERABLE):
            task = NewTask(kind=kind, about=f"77-{kind}", reason="x", call_id=call.id)
            await staff_tasks.raise_task(session, ORI, task, now=NOW)
        agency = await agencies.get(session, ORI)
        assert agency is not None
        foresight = Foresight(vault=deps.vault, composer=deps.composer)
        await foresight.of_state(session, CallContext.of(agency, call, now=NOW))
        for row in await messages.of_call(session, call.id):
            row.sent_at = NOW - timedelta(days=30) if row.status == "sending" else None
        people, reply_id = await contacts.of_call(session, call.id), new_id()
        session.add(
            InboundReply(
                id=reply_id,
                ori=ORI,
                provider="portal",
                provider_message_id="77",
                address_hash="x",
                call_id=call.id,
                contact_id=people[0].id,
                body_sealed=deps.vault.seal("لطفا زنگ بزنید: 206-555-0123", context=replies.BODY, row=reply_id),
                intent="other",
                received_at=NOW,
            )
        )
    await hold(stage, made, "message")
    return made


async def hold(stage: Stage, case: AssignedCase, kind: str) -> None:
    async with stage.database.transaction() as session:
        session.add(
            HeldChange(
                ori=ORI,
                call_id=case.call.id,
                kind=kind,
                account_id=case.detective.id,
                by="staff:D-77",
                made_at=NOW,
                due_at=NOW + timedelta(seconds=43),
            )
        )


async def come_in(guest: Guest, case: AssignedCase, language: str) -> None:
    deps, token = guest.stage.deps, new_id()
    async with deps.database.transaction() as session:
        await staff_accounts.speak(session, case.detective.id, language)
        new = NewStaffSession(token=token, account_id=case.detective.id, method=Method.PASSKEY, source="")
        await sessions.open_session(session, deps.vault, new, now=deps.clock())
    await guest.context.add_cookies([{"name": StaffCookie.SESSION.value, "value": token, "url": guest.stage.address}])


@pytest.mark.parametrize("language", STAFF.languages)
async def test_no_page_of_a_detective_has_a_barrier(
    chromium: Browser, stage: Stage, case: AssignedCase, language: str
) -> None:
    found: dict[str, list[str]] = {}
    async with a_guest(chromium, stage, language) as guest:
        await come_in(guest, case, language)

        async def look(name: str) -> None:
            found[name] = await barriers(guest.page, language)

        for path in (
            CASES,
            f"{CASES}?show=ended",
            case.path,
            f"{case.path}/status",
            f"{case.path}/write",
            f"{case.path}/people/new",
            f"{case.path}/sensitive",
            f"{CASES}/none",
        ):
            await guest.goto(path)
            await look(path.replace(case.call.id, "case"))
        await guest.goto(f"{case.path}/status")
        await guest.page.locator("input[value=arrest]").check()
        await guest.press(FORM)
        await look("status preview")
        await guest.goto(f"{case.path}/write")
        await guest.press(FORM)
        await look("nothing chosen")
        await guest.page.locator("input[value=please_call]").check()
        await guest.press(FORM)
        await look("write preview")
        await guest.goto(f"{case.path}/people/new")
        await guest.page.locator("#phone").fill("555")
        await guest.press(FORM)
        await look("person refused")
        assert guest.alarms == []
        assert guest.strangers == []
    assert {name: each for name, each in found.items() if each} == {}
