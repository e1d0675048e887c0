"""The pages of administrators and auditors: what they show, and what two persons do on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries import agencies, api_keys, audit_records, policy_versions, senders, staff_accounts
from db.queries.audit_records import WantedRecords
from db.tables import StaffAccount
from domain.audit.acts import ActKind, Outcome
from domain.staff.roles import Role
from staff.approved import ApprovedProposals
from staff.policy_trial import PolicyTrials
from tests.api.staff.conftest import NewMember
from tests.intake.fakes import POLICY
from tests.portal_fixtures import CALL, ON_SQLITE, ORI, a_case
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

pytestmark = ON_SQLITE

PAGES = ("decisions", "accounts", "keys", "senders", "policy", "languages", "surveys")
NEW_POLICY = POLICY.replace("[messages.officer_en_route]", "[messages.officer_en_route]", 1) + "\n# Changed.\n"


async def send(browser: httpx.AsyncClient, page: str, to: str, **fields: str | list[str]) -> httpx.Response:
    """Fill a form of `page` and send it to `to`."""
    form = await browser.get(f"{STAFF_HOME}/{page}")
    data: Mapping[str, str | list[str]] = {"csrf": csrf_in(form.text), **fields}
    return await browser.post(f"{STAFF_HOME}/{to}", data=data)


async def approve(app: FastAPI, second: StaffAccount, place: str) -> httpx.Response:
    """As the second person does, with what the page shows."""
    async with staff_browser(app, second) as browser:
        page = await browser.get(place)
        seen = re.search(r'name="seen" value="([^"]*)"', page.text)
        data = {"csrf": csrf_in(page.text), "seen": seen[1] if seen else ""}
        return await browser.post(f"{place}/approve", data=data)


@pytest.fixture
async def first(member: NewMember) -> StaffAccount:
    """An administrator."""
    return await member(Role.ADMINISTRATOR, badge="A-3")


@pytest.fixture
async def second(member: NewMember) -> StaffAccount:
    """Another one."""
    return await member(Role.ADMINISTRATOR, badge="A-4")


async def in_force(deps: ApiDependencies) -> str:
    """The policy of the agency."""
    async with deps.database.reading() as session:
        agency = await agencies.get(session, ORI)
    assert agency is not None
    return agency.policy


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", PAGES)
async def test_an_administrator_sees_each_page(app: FastAPI, member: NewMember, page: str, language: str) -> None:
    async with staff_browser(app, await member(Role.ADMINISTRATOR, language=language)) as browser:
        shown = await browser.get(f"{STAFF_HOME}/{page}")
    assert shown.status_code == 200
    assert f'<html lang="{language}"' in shown.text


async def test_a_policy_is_tried_proposed_and_put_in_force_by_two_persons(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, second: StaffAccount
) -> None:
    await a_case(deps.database, deps.vault, now=deps.clock())
    new = POLICY + "\n# Changed.\n"
    async with staff_browser(app, first) as browser:
        trial = (await send(browser, "policy", "policy/check", text=new)).headers["location"]
        assert "It begins in a moment" in (await browser.get(trial)).text
        await PolicyTrials(deps.database, clock=deps.clock).run_once()
        page = await browser.get(trial)
        assert "that it was tried on" in page.text
        proposed = await browser.post(f"{trial}/propose", data={"csrf": csrf_in(page.text), "reason": "A comment."})
        place = proposed.headers["location"]
        assert "You proposed this" in (await browser.get(place)).text
    refused = await approve(app, first, place)
    assert refused.status_code == 409
    assert await in_force(deps) == POLICY
    done = await approve(app, second, place)
    assert done.headers["location"] == place
    assert await in_force(deps) == new
    async with deps.database.reading() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        newest = (await policy_versions.of_agency(session, agency))[0]
        acts = await audit_records.of_agency(session, ORI)
    assert (newest.number, newest.put_by, newest.approved_by) == (2, "staff:A-3", "staff:A-4")
    assert [(act.kind, act.by, act.outcome) for act in acts if act.kind.startswith(("proposal.", "policy."))] == [
        (ActKind.POLICY_CHANGED, "staff:A-3", Outcome.DONE),
        (ActKind.APPROVED, "staff:A-4", Outcome.DONE),
        (ActKind.APPROVED, "staff:A-3", Outcome.REFUSED),
        (ActKind.PROPOSED, "staff:A-3", Outcome.DONE),
    ]


async def test_mistakes_of_a_policy_are_told_by_line_and_what_was_typed_is_kept(
    app: FastAPI, first: StaffAccount
) -> None:
    async with staff_browser(app, first) as browser:
        answer = await send(browser, "policy", "policy/check", text='shadow = "perhaps"\nnonsense = 1\n')
    assert answer.status_code == 400
    assert "Line 1" in answer.text
    assert "Line 2" in answer.text
    assert "nonsense = 1" in answer.text


async def test_a_proposal_whose_object_changed_since_is_refused(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, second: StaffAccount
) -> None:
    async with staff_browser(app, first) as browser:
        trial = (await send(browser, "policy", "policy/check", text=POLICY + "\n# One.\n")).headers["location"]
        await PolicyTrials(deps.database, clock=deps.clock).run_once()
        page = await browser.get(trial)
        place = (await browser.post(f"{trial}/propose", data={"csrf": csrf_in(page.text)})).headers["location"]
    async with deps.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        who = policy_versions.PutBy(by="operator:uid-0")
        await policy_versions.put_in_force(session, agency, POLICY + "\n# Two.\n", who, now=deps.clock())
    assert (await approve(app, second, place)).status_code == 409
    assert await in_force(deps) == POLICY + "\n# Two.\n"


async def test_a_key_is_shown_once_to_who_proposed_it_after_another_approved(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, second: StaffAccount
) -> None:
    async with staff_browser(app, first) as browser:
        fields: dict[str, str | list[str]] = {"what": "create", "label": "CAD", "scope": ["calls:write", "calls:read"]}
        place = (await send(browser, "keys", "keys", **fields, networks="203.0.113.7")).headers["location"]
        assert (await send(browser, "keys", f"{place.removeprefix(STAFF_HOME + '/')}/collect")).status_code == 404
        await approve(app, second, place)
        shown = await send(browser, "keys", f"{place.removeprefix(STAFF_HOME + '/')}/collect")
        again = await send(browser, "keys", f"{place.removeprefix(STAFF_HOME + '/')}/collect")
    found = re.search(r"ck_[\w-]+", shown.text)
    assert found
    assert again.status_code == 404
    async with deps.database.reading() as session:
        key = await api_keys.find(session, found[0])
    assert key is not None
    assert (key.label, key.scopes, key.networks) == ("CAD", "calls:write calls:read", "203.0.113.7/32")


async def test_a_sender_is_changed_by_two_and_its_secret_is_kept_nowhere_else(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, second: StaffAccount
) -> None:
    account, secret = "AC" + "0" * 32, "a-token-of-twilio"
    async with staff_browser(app, first) as browser:
        fields = {"channel": "sms", "address": "+1 206 555 0100", "account": account, "secret": secret}
        place = (await send(browser, "senders", "senders", **fields)).headers["location"]
        assert secret not in (await browser.get(place)).text
    await approve(app, second, place)
    async with deps.database.reading() as session:
        own = await senders.get(session, ORI, "sms")
    assert own is not None
    assert (own.address, own.account) == ("+12065550100", account)
    assert deps.vault.open_if_any(own.secret_sealed, context=senders.SECRET, row=own.id) == secret


async def test_what_cannot_be_proposed_is_said(app: FastAPI, first: StaffAccount) -> None:
    async with staff_browser(app, first) as browser:
        answer = await send(browser, "senders", "senders", channel="sms", address="not a number")
    assert answer.status_code == 400
    assert "this is not a number or a messaging service" in answer.text


async def test_who_was_added_by_the_proposer_cannot_be_the_second_person(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount
) -> None:
    async with staff_browser(app, first) as browser:
        invited = await send(browser, "accounts", "accounts", badge="A-9", name="Another", role="administrator")
        assert f"{deps.base_url}/staff/{ORI}/welcome/" in invited.text
        place = (await send(browser, "keys", "keys", what="rotate")).headers["location"]
    async with deps.database.reading() as session:
        minted = await staff_accounts.by_badge(session, ORI, "A-9")
    assert minted is not None
    refused = await approve(app, minted, place)
    assert refused.status_code == 409
    assert "same hands" in refused.text


async def test_an_administrator_changes_the_roles_of_others_and_not_their_own(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, member: NewMember
) -> None:
    other = await member(Role.DETECTIVE, badge="D-1")
    async with staff_browser(app, first) as browser:
        for account in (first, other):
            to = f"accounts/{account.id}/roles"
            await send(browser, "accounts", to, role=["supervisor", "detective"])
        await send(browser, "accounts", f"accounts/{other.id}/close", why="left")
    async with deps.database.reading() as session:
        now_first, now_other = await staff_accounts.get(session, first.id), await staff_accounts.get(session, other.id)
    assert now_first is not None
    assert now_other is not None
    assert now_first.roles == "administrator"
    assert (now_other.roles, now_other.closed_why) == ("detective supervisor", "left")


async def test_a_person_is_erased_by_two_and_the_reason_goes_with_them(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, second: StaffAccount, tmp_path: Path
) -> None:
    from dataclasses import replace

    from db.queries import contacts, proposals
    from portal.erasure_ledger import ErasureLedger

    ledger = ErasureLedger(tmp_path / "erasures.jsonl")
    app.state.dependencies = replace(deps, erasure_ledger=ledger)
    call = await a_case(deps.database, deps.vault, now=deps.clock())
    async with staff_browser(app, first) as browser:
        found = await send(browser, "decisions", "decisions/erasure/find", call_number=CALL)
        contact = re.search(r'name="contact_id" value="(\w+)"', found.text)
        assert contact
        assert "Ana" not in found.text
        fields = {"contact_id": contact[1], "reason": "Ana asked for it."}
        place = (await send(browser, "decisions", "decisions/erasure", **fields)).headers["location"]
        assert "Ana asked for it." in (await browser.get(place)).text
    assert (await approve(app, second, place)).status_code == 303
    async with deps.database.reading() as session:
        people = await contacts.of_call(session, call.id)
        proposal = await proposals.get(session, ORI, place.rpartition("/")[2])
    assert [(person.name_sealed, person.phone_hash) for person in people] == [(None, None)]
    assert proposal is not None
    assert proposal.reason_sealed is None
    assert proposal.executed_at == deps.clock()
    assert len(ledger.read().lines) == 3


async def test_an_auditor_finds_acts_and_each_look_is_an_act(
    app: FastAPI, deps: ApiDependencies, member: NewMember, first: StaffAccount
) -> None:
    auditor = await member(Role.AUDITOR, badge="U-1")
    async with staff_browser(app, first) as browser:
        await send(browser, "keys", "keys", what="rotate")
    async with staff_browser(app, auditor) as browser:
        found = await send(browser, "audit", "audit", kind="proposal.made", by="staff:A-3")
        assert '<th scope="row">Proposed</th>' in found.text
        assert "Signed in</th>" not in found.text
        await send(browser, "audit", "audit", about="Ana Perez")
    async with deps.database.reading() as session:
        looks = await audit_records.found(session, WantedRecords(ori=ORI, kind=ActKind.LOG_READ), most=50)
    assert len(looks) == 4
    assert all("Ana" not in str(look.detail) for look in looks)
    assert looks[2].detail["looked_for"] == {"kind": "proposal.made", "by": "staff:A-3"}


async def test_another_agencys_rows_are_not_there(app: FastAPI, member: NewMember, first: StaffAccount) -> None:
    async with staff_browser(app, first) as browser:
        place = (await send(browser, "keys", "keys", what="rotate")).headers["location"].rpartition("/")[2]
    stranger = await member(Role.ADMINISTRATOR, badge="X-1", ori="WAOTH0000")
    async with staff_browser(app, stranger) as browser:
        for page in (f"decisions/{place}", f"accounts/{first.id}", "policy/versions/2"):
            assert (await browser.get(f"/staff/WAOTH0000/{page}")).status_code == 404


async def test_a_proposal_is_over_after_seven_days(
    app: FastAPI, deps: ApiDependencies, first: StaffAccount, second: StaffAccount
) -> None:
    async with staff_browser(app, first) as browser:
        place = (await send(browser, "keys", "keys", what="rotate")).headers["location"]
    deps.clock.pass_(timedelta(days=7))  # type: ignore[attr-defined]  # a StandingClock
    await ApprovedProposals(deps.database, clock=deps.clock).run_once()
    assert (await approve(app, second, place)).status_code == 409
