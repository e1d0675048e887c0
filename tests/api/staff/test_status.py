"""Changing a status: the texts are read first, it is held for a minute, undone or done once, and refused in words."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.dependencies import ApiDependencies
from api.pages.staff.held_changes import held_changes
from db.queries import audit_records, inbox
from db.tables import HeldChange, OutboundMessage
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.staff.roles import Role
from intake.staff.case_status import SOURCE
from staff.status_change import HOLD
from tests.api.staff.conftest import NewMember
from tests.case_fixtures import AssignedCase, an_assigned_case, hidden_in, send_form
from tests.intake.fakes import FakeTemporal, StandingClock
from tests.portal_fixtures import ON_SQLITE
from tests.staff_fixtures import staff_browser


async def preview(browser: httpx.AsyncClient, case: AssignedCase, status: str = "arrest") -> httpx.Response:
    page = f"{case.path}/status"
    return await send_form(browser, page, f"{page}/preview", status=status)


async def decide(browser: httpx.AsyncClient, case: AssignedCase, status: str = "arrest") -> httpx.Response:
    """Through the preview, as a detective does."""
    shown = (await preview(browser, case, status)).text
    fields = {name: unescape(hidden_in(shown, name)) for name in ("csrf", "change", "status", "at")}
    return await browser.post(f"{case.path}/status", data=fields)


async def held(deps: ApiDependencies) -> list[HeldChange]:
    async with deps.database.reading() as session:
        return list(await session.scalars(select(HeldChange)))


async def accepted(deps: ApiDependencies, case: AssignedCase) -> list[str]:
    async with deps.database.reading() as session:
        call = case.call
        events = await inbox.accepted_of_call(session, call.ori, call.call_number, besides=())
    return [event.type for event in events if event.source == SOURCE]


async def acts(deps: ApiDependencies, case: AssignedCase) -> list[tuple[str, str]]:
    async with deps.database.reading() as session:
        rows = await audit_records.of_agency(session, case.call.ori)
    return [(row.kind, row.by) for row in reversed(rows) if row.kind.startswith("case.")]


async def test_the_texts_are_shown_in_the_readers_language_beside_their_english(
    app: FastAPI, deps: ApiDependencies
) -> None:
    case = await an_assigned_case(deps, person={"name": "Lucía", "language": "es", "email": None})
    async with staff_browser(app, case.detective) as browser:
        page = (await preview(browser, case)).text
    assert 'lang="es" dir="ltr"' in page
    assert "Una persona fue arrestada en su caso." in page or "arrest" in page
    assert "Someone was arrested in your case." in page
    assert "Lucía" in page


@ON_SQLITE
async def test_who_is_not_told_is_named_with_the_reason(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, roles=[ContactRole.SUSPECT, ContactRole.VICTIM])
    async with staff_browser(app, case.detective) as browser:
        page = (await preview(browser, case)).text
    assert "No one is told." in page
    assert "A suspect or a person of interest is never written to." in page


async def test_what_is_decided_is_held_for_a_minute_and_then_done_once(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock, temporal: FakeTemporal
) -> None:
    case = await an_assigned_case(deps)
    first, second = held_changes(deps), held_changes(deps)  # of two processes
    async with staff_browser(app, case.detective) as browser:
        decided = await decide(browser, case)
        assert decided.status_code == 303
        page = (await browser.get(decided.headers["location"])).text
        assert "leaves at" in page
        assert "in 60 seconds" in page
        assert "A change waits to leave" in page
    clock.pass_(HOLD - timedelta(seconds=1))
    assert await first.release_due() == 0
    clock.pass_(timedelta(seconds=1))
    assert [await first.release_due(), await second.release_due()] == [1, 0]
    assert await accepted(deps, case) == ["case.arrest"]
    (change,) = await held(deps)
    assert change.done_at == clock()
    await deps.relay.relay_once()
    (facts,) = [facts for _, facts in temporal.signals if facts.get("source") == SOURCE]
    assert (facts["type"], facts["by"], facts["id"]) == ("case.arrest", "staff:D-7", change.id)
    assert await acts(deps, case) == [(ActKind.CASE_STATUS_DECIDED, "staff:D-7")]


async def test_until_it_leaves_it_can_be_undone(app: FastAPI, deps: ApiDependencies, clock: StandingClock) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await decide(browser, case)
        (change,) = await held(deps)
        clock.pass_(HOLD - timedelta(seconds=1))
        undone = await send_form(browser, case.path, f"{case.path}/undo", change=change.id)
        assert "Nothing was sent." in (await browser.get(undone.headers["location"])).text
        again = await send_form(browser, case.path, f"{case.path}/undo", change=change.id)
        assert "it was not undone" in (await browser.get(again.headers["location"])).text
    clock.pass_(HOLD)
    assert await held_changes(deps).release_due() == 0
    assert await accepted(deps, case) == []
    assert await acts(deps, case) == [
        (ActKind.CASE_STATUS_DECIDED, "staff:D-7"),
        (ActKind.CASE_STATUS_UNDONE, "staff:D-7"),
    ]


@ON_SQLITE
async def test_once_it_is_due_it_cannot_be_undone_any_more(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await decide(browser, case)
        (change,) = await held(deps)
        clock.pass_(HOLD)
        page = await browser.get(case.path)
        assert "It is leaving now." in page.text
        late = await send_form(browser, case.path, f"{case.path}/undo", change=change.id)
        assert late.headers["location"].endswith("too_late")
    assert await held_changes(deps).release_due() == 1


@ON_SQLITE
async def test_a_form_that_is_sent_twice_is_held_once(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        shown = (await preview(browser, case)).text
        fields = {name: unescape(hidden_in(shown, name)) for name in ("csrf", "change", "status", "at")}
        answers = [await browser.post(f"{case.path}/status", data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await held(deps)) == 1


@ON_SQLITE
async def test_another_change_waits_until_the_first_has_left(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await decide(browser, case)
        second = await decide(browser, case, "closed")
    assert second.status_code == 409
    assert "Another change is still waiting" in second.text
    assert len(await held(deps)) == 1


@ON_SQLITE
async def test_what_cannot_be_is_refused_before_it_is_decided(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, case_status=CaseStatus.CLOSED, case_status_at=deps.clock())
    async with staff_browser(app, case.detective) as browser:
        form = (await browser.get(f"{case.path}/status")).text
        shown = await preview(browser, case)
    why = "the case is closed: it can become reopened, not arrest"
    assert form.count("Not possible now: the case stands at “Closed”.") == 4
    assert form.count(" disabled") == 4
    assert (shown.status_code, why in shown.text) == (409, True)
    assert await held(deps) == []


@ON_SQLITE
async def test_what_has_become_impossible_is_refused_when_it_leaves_and_the_case_says_why(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await decide(browser, case)
        async with deps.database.transaction() as session:
            call = await session.get_one(type(case.call), case.call.id)
            call.state = {**call.state, "case_status": "closed", "case_status_at": clock().isoformat()}
        clock.pass_(HOLD)
        assert await held_changes(deps).release_due() == 0
        (change,) = await held(deps)
        assert change.done_at is None
        assert change.refused_why.startswith("the case is closed")
        page = (await browser.get(case.path)).text
        assert "A change could not be made" in page
        assert "it can become reopened, not arrest" in page
        await decide(browser, case, "reopened")
        assert "A change could not be made" not in (await browser.get(case.path)).text
    assert (ActKind.CASE_STATUS_REFUSED, "staff:D-7") in await acts(deps, case)


@ON_SQLITE
async def test_a_release_that_is_cut_off_leaves_everything_to_the_next(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await decide(browser, case)
    clock.pass_(HOLD)
    from staff import held_release

    async def killed(*args: object) -> None:
        await held_release.release_status(*args)  # type: ignore[arg-type]  # as it is called
        raise KeyboardInterrupt  # after the event was stored, before the transaction ended

    with monkeypatch.context() as cut:
        cut.setattr(held_release, "RELEASES", {"arrest": killed})
        with pytest.raises(KeyboardInterrupt):
            await held_changes(deps).release_due()
    assert await accepted(deps, case) == []
    assert await held_changes(deps).release_due() == 1
    assert await accepted(deps, case) == ["case.arrest"]


@ON_SQLITE
async def test_one_that_fails_does_not_hold_up_the_next_and_is_refused_in_the_end(
    app: FastAPI, deps: ApiDependencies, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from staff import held_release

    broken = await an_assigned_case(deps, call_number="26-1")
    sound = await an_assigned_case(deps, call_number="26-2")
    async with staff_browser(app, broken.detective) as browser:
        await decide(browser, broken, "arrest")
        await decide(browser, sound, "closed")
    clock.pass_(HOLD)

    async def fails(*args: object) -> None:
        raise RuntimeError("no one knows why")

    releases = {**held_release.RELEASES, "arrest": fails}
    monkeypatch.setattr(held_release, "RELEASES", releases)
    assert await held_changes(deps).release_due() == 1
    assert await accepted(deps, sound) == ["case.closed"]
    clock.pass_(held_release.GIVEN_UP_AFTER)
    assert await held_changes(deps).release_due() == 0
    refused = {change.kind: change.refused_why for change in await held(deps)}
    assert refused["arrest"].startswith("it failed inside Caseline")


@ON_SQLITE
@pytest.mark.parametrize(
    "fields",
    [
        {"status": "assigned"},
        {"status": "opened"},
        {"status": "\x00"},
        {"status": "arrest", "at": "yesterday"},
        {"status": "arrest", "at": "2099-01-01T00:00"},
        {"status": "arrest", "at": "0001-01-01T00:00"},
        {"status": "arrest", "at": "2026-13-01T00:00"},
        {"status": "arrest" * 1000, "at": "9" * 10000},
        {},
    ],
)
async def test_garbage_is_refused_in_words_and_changes_nothing(
    app: FastAPI, deps: ApiDependencies, fields: dict[str, str]
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        for path in (f"{case.path}/status/preview", f"{case.path}/status"):
            answer = await send_form(browser, f"{case.path}/status", path, **fields)
            assert answer.status_code == 422, (path, answer.text[:200])
            assert "What happened?" in answer.text
    assert await held(deps) == []


@ON_SQLITE
async def test_a_form_without_the_token_of_the_session_changes_nothing(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    case = await an_assigned_case(deps)
    another = await member(Role.DETECTIVE, badge="D-8")
    async with staff_browser(app, case.detective) as browser:
        for path in ("status/preview", "status", "undo", "write/preview", "write", "people/new", "sensitive"):
            answer = await browser.post(f"{case.path}/{path}", data={"status": "arrest", "csrf": "x"})
            assert answer.status_code == 403, path
    async with staff_browser(app, another) as browser:
        for path in ("status/preview", "status", "undo", "write/preview", "write", "people/new", "sensitive"):
            own = f"/staff/{case.call.ori}/cases"
            fields = {"status": "arrest", "at": deps.clock().isoformat(), "words": "please_call"}
            answer = await send_form(browser, own, f"{case.path}/{path}", **fields)
            assert answer.status_code == 404, path
    assert await held(deps) == []


@ON_SQLITE
async def test_a_preview_leaves_nothing_behind(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        await preview(browser, case)
    async with deps.database.reading() as session:
        assert list(await session.scalars(select(OutboundMessage))) == []
        call = await session.get_one(type(case.call), case.call.id)
    assert call.state == case.call.state
    assert call.status == case.call.status
