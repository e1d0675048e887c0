"""Writing to a victim: approved words in their language, or the detective's own; read first, held, undone or sent."""

from __future__ import annotations

from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.dependencies import ApiDependencies
from api.pages.staff.held_changes import held_changes
from db.queries import audit_records
from db.tables import HeldChange, OutboundMessage
from domain.approved_words import ApprovedWords
from domain.audit.acts import ActKind
from messaging.compose import NOTE
from staff.status_change import HOLD, WORDS
from tests.case_fixtures import AssignedCase, an_assigned_case, hidden_in, send_form
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE
from tests.staff_fixtures import staff_browser

OWN = "Please bring the papers.\nThank you & <good day>"
FIELDS = ("csrf", "change", "words", "own")


async def preview(browser: httpx.AsyncClient, case: AssignedCase, **fields: str) -> httpx.Response:
    return await send_form(browser, f"{case.path}/write", f"{case.path}/write/preview", **fields)


async def send(browser: httpx.AsyncClient, case: AssignedCase, **fields: str) -> httpx.Response:
    shown = (await preview(browser, case, **fields)).text
    sent = {name: unescape(hidden_in(shown, name)) for name in FIELDS}
    return await browser.post(f"{case.path}/write", data=sent)


async def rows(deps: ApiDependencies, table: type[HeldChange] | type[OutboundMessage]) -> list[object]:
    async with deps.database.reading() as session:
        return list(await session.scalars(select(table)))


@ON_SQLITE
@pytest.mark.parametrize("approved", list(ApprovedWords))
async def test_approved_words_reach_a_victim_in_their_language(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock, approved: ApprovedWords
) -> None:
    case = await an_assigned_case(deps, person={"language": "ar", "email": None})
    async with staff_browser(app, case.detective) as browser:
        shown = (await preview(browser, case, words=approved.value)).text
        assert 'lang="ar" dir="rtl"' in shown
        assert (await send(browser, case, words=approved.value)).status_code == 303
    clock.pass_(HOLD)
    assert await held_changes(deps).release_due() == 1
    (row,) = [row for row in await rows(deps, OutboundMessage) if isinstance(row, OutboundMessage)]
    assert (row.key, row.language, row.facts["approved"]) == ("detective_message", "ar", approved.value)
    assert row.note_sealed is None


async def test_own_words_are_sealed_and_sent_as_they_were_written(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        assert "They are sent exactly as you write them." in (await browser.get(f"{case.path}/write")).text
        await send(browser, case, words="own", own=OWN.replace("\n", "\r\n"))
        (change,) = [row for row in await rows(deps, HeldChange) if isinstance(row, HeldChange)]
        assert OWN not in str(change.model_dump())
        assert deps.vault.open(change.words_sealed or "", context=WORDS, row=change.id) == OWN
        assert "Your message to the victim leaves" in (await browser.get(case.path)).text
    clock.pass_(HOLD)
    assert await held_changes(deps).release_due() == 1
    sent = [row for row in await rows(deps, OutboundMessage) if isinstance(row, OutboundMessage)]
    assert {deps.vault.open(row.note_sealed or "", context=NOTE, row=row.id) for row in sent} == {OWN}
    (change,) = [row for row in await rows(deps, HeldChange) if isinstance(row, HeldChange)]
    assert change.words_sealed is None


@ON_SQLITE
async def test_a_message_can_be_undone_and_its_words_are_gone(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await send(browser, case, words="own", own=OWN)
        (change,) = [row for row in await rows(deps, HeldChange) if isinstance(row, HeldChange)]
        await send_form(browser, case.path, f"{case.path}/undo", change=change.id)
    clock.pass_(HOLD)
    assert await held_changes(deps).release_due() == 0
    (change,) = [row for row in await rows(deps, HeldChange) if isinstance(row, HeldChange)]
    assert change.words_sealed is None
    async with deps.database.reading() as session:
        kinds = [row.kind for row in await audit_records.of_agency(session, case.call.ori)]
    assert [kind for kind in kinds if kind.startswith("message.")] == [
        ActKind.MESSAGE_UNDONE,
        ActKind.MESSAGE_WRITTEN,
    ]


@ON_SQLITE
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"words": "own"},
        {"words": "own", "own": " \r\n "},
        {"words": "own", "own": "x" * 2001},
        {"words": "own", "own": "bell \x07"},
        {"words": "no_such", "own": "x"},
    ],
)
async def test_what_cannot_be_sent_is_refused_in_words(
    app: FastAPI, deps: ApiDependencies, fields: dict[str, str]
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        for path in ("write/preview", "write"):
            answer = await send_form(browser, f"{case.path}/write", f"{case.path}/{path}", **fields)
            assert answer.status_code == 422
    assert await rows(deps, HeldChange) == []


@ON_SQLITE
async def test_where_no_one_can_be_written_to_nothing_can_be_sent(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, person={"safe_sms": False, "safe_email": False})
    async with staff_browser(app, case.detective) as browser:
        shown = (await preview(browser, case, words="please_call")).text
    assert "nothing would be sent" in shown
    assert 'action="/staff/' + case.call.ori + "/cases/" + case.call.id + '/write"' not in shown
