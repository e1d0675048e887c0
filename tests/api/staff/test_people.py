"""Adding and correcting people, unsafe addresses, sensitive calls: validated, named, and the call looks again."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries import audit_records, contacts, inbox
from db.tables import AuditRecord, Person
from domain.audit.acts import ActKind
from domain.contacts import ContactRole
from domain.events import CallEvent
from domain.lifecycle import advance
from domain.staff.roles import Role
from staff.people import SOURCE
from tests.api.staff.conftest import NewMember
from tests.builders import a_call
from tests.case_fixtures import AssignedCase, an_assigned_case, send_form
from tests.portal_fixtures import ON_SQLITE
from tests.staff_fixtures import staff_browser

LUZ: dict[str, Any] = {
    "name": "Luz",
    "phone": "(206) 555-0188",
    "email": "Luz@Example.org",
    "language": "es",
    "role": ["victim", "reporting_party"],
}


async def people(deps: ApiDependencies, case: AssignedCase) -> list[Person]:
    async with deps.database.reading() as session:
        return list(await contacts.of_call(session, case.call.id))


async def events(deps: ApiDependencies, case: AssignedCase) -> list[CallEvent]:
    async with deps.database.reading() as session:
        found = await inbox.accepted_of_call(session, case.call.ori, case.call.call_number, besides=())
    return [CallEvent.from_mapping(event.facts) for event in found if event.source == SOURCE]


async def records(deps: ApiDependencies, case: AssignedCase) -> list[AuditRecord]:
    async with deps.database.reading() as session:
        rows = await audit_records.of_agency(session, case.call.ori)
    return [row for row in reversed(rows) if row.kind in (ActKind.PERSON_CHANGED, ActKind.CALL_CHANGED)]


async def test_a_person_is_added_and_the_call_looks_again(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        page = f"{case.path}/people/new"
        assert (await send_form(browser, page, page, **LUZ)).status_code == 303
        assert "Luz" in (await browser.get(case.path)).text
    added = next(person for person in await people(deps, case) if person.language == "es")
    assert added.roles == "reporting_party victim"
    assert deps.vault.open(added.phone_sealed or "", context=contacts.PHONE, row=added.id) == "+12065550188"
    (event,) = await events(deps, case)
    assert (event.type, event.by) == ("contact.added", "staff:D-7")
    (record,) = await records(deps, case)
    assert (record.kind, record.by, record.detail["changed"]) == (ActKind.PERSON_CHANGED, "staff:D-7", ["added"])
    assert "Luz" not in str(record.model_dump()) + str(event)


async def test_what_is_corrected_replaces_what_was_known(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    (ana,) = await people(deps, case)
    async with staff_browser(app, case.detective) as browser:
        page = f"{case.path}/people/{ana.id}"
        shown = (await browser.get(page)).text
        assert 'value="Ana"' in shown
        assert 'value="+1 206-555-0123"' in shown
        typed = {"name": "Ana", "phone": "206-555-0199", "email": "", "language": "en", "role": "victim"}
        await send_form(browser, page, page, **typed)
    (ana,) = await people(deps, case)
    assert deps.vault.open(ana.phone_sealed or "", context=contacts.PHONE, row=ana.id) == "+12065550199"
    assert ana.email_sealed is None
    (record,) = await records(deps, case)
    assert record.detail == {"changed": ["email", "phone"], "person": ana.id}
    assert [event.type for event in await events(deps, case)] == ["contact.updated"]


@ON_SQLITE
async def test_an_address_is_called_unsafe(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    (ana,) = await people(deps, case)
    async with staff_browser(app, case.detective) as browser:
        page = f"{case.path}/people/{ana.id}"
        known = {"name": "Ana", "phone": "+12065550123", "email": "ana@example.org", "language": "en"}
        await send_form(browser, page, page, **known, role="victim", unsafe_sms="1")
        shown = (await browser.get(case.path)).text
    (ana,) = await people(deps, case)
    assert (ana.safe_sms, ana.safe_email) == (False, True)
    assert "Not safe to text" in shown
    (record,) = await records(deps, case)
    assert (record.kind, record.detail["changed"]) == (ActKind.CALL_CHANGED, ["safe_sms"])


@ON_SQLITE
async def test_a_suspect_stays_a_suspect(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, roles=[ContactRole.SUSPECT])
    (sam,) = await people(deps, case)
    async with staff_browser(app, case.detective) as browser:
        page = f"{case.path}/people/{sam.id}"
        assert "stays one here" in (await browser.get(page)).text
        await send_form(browser, page, page, name="Sam", role="victim", phone="+12065550123")
    (sam,) = await people(deps, case)
    assert sam.roles == "suspect victim"


@ON_SQLITE
@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("phone", "12", "This is not a telephone number."),
        ("phone", "000-000-0000", "This is a placeholder"),
        ("phone", "+1 900 234 5678", "special number"),
        ("email", "ana at example", "This is not an email address."),
        ("email", "\x00@\x07", "This is not an email address."),
        ("language", "tlh", "This cannot be used."),
        ("name", "A" * 300, "This is too long"),
        ("role", "", "Choose at least one role."),
        ("role", "detective", "Choose at least one role."),
    ],
)
async def test_what_cannot_be_used_is_said_and_nothing_is_kept(
    app: FastAPI, deps: ApiDependencies, field: str, typed: str, why: str
) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        page = f"{case.path}/people/new"
        answer = await send_form(browser, page, page, **{**LUZ, field: typed})
    assert answer.status_code == 422
    assert why in answer.text
    assert "Luz" in answer.text or field == "name"
    assert len(await people(deps, case)) == 1
    assert await events(deps, case) == []


@ON_SQLITE
async def test_a_person_of_another_call_and_the_detective_cannot_be_changed_here(
    app: FastAPI, deps: ApiDependencies
) -> None:
    case, other = await an_assigned_case(deps), await an_assigned_case(deps, call_number="26-2")
    (theirs,) = await people(deps, other)
    async with deps.database.transaction() as session:
        values: contacts.PersonValues = {"name": "D", "roles": [ContactRole.DETECTIVE]}
        detective = await contacts.upsert(
            session, deps.vault, call_id=case.call.id, ref="detective", values=values, now=deps.clock()
        )
    async with staff_browser(app, case.detective) as browser:
        for person in (theirs.id, detective.id, "0" * 32, "none"):
            assert (await browser.get(f"{case.path}/people/{person}")).status_code == 404
            answer = await send_form(browser, case.path, f"{case.path}/people/{person}", **LUZ)
            assert answer.status_code == 404


async def test_a_call_is_called_sensitive_and_stays_so(app: FastAPI, deps: ApiDependencies, member: NewMember) -> None:
    case = await an_assigned_case(deps)
    async with staff_browser(app, case.detective) as browser:
        page = f"{case.path}/sensitive"
        await send_form(browser, page, page, because="violence_at_home")
    (event,) = await events(deps, case)
    assert (event.type, event.sensitive, event.by) == ("call.updated", True, "staff:D-7")
    state = advance(a_call(), event).state
    assert state.sensitive
    assert event.detail()["sensitive"] is True
    (record,) = await records(deps, case)
    assert (record.kind, record.reason) == (ActKind.CALL_CHANGED, "violence_at_home")
    records_clerk = await member(Role.RECORDS, badge="R-1")
    async with staff_browser(app, records_clerk) as browser:
        assert (await browser.get(page)).status_code == 200
