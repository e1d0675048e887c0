"""The page of a case: what was sent beside its English, who may be told, what was written, and each look recorded."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries import agencies, audit_records, contacts, messages, replies, timeline
from db.queries.timeline import TimelineNote
from db.tables import Call, InboundReply, OutboundMessage, new_id
from domain.actors import CONTACT, WORKFLOW, Actor, ActorKind
from domain.audit.acts import ActKind
from domain.contacts import ContactRole
from domain.staff.roles import Role
from messaging.call_context import CallContext
from messaging.compose import CONTENT
from messaging.foresight import Foresight
from messaging.providers.base import ComposedMessage
from tests.api.conftest import NOW
from tests.api.staff.conftest import NewMember
from tests.case_fixtures import AssignedCase, an_assigned_case
from tests.portal_fixtures import ON_SQLITE, set_agency
from tests.staff_fixtures import staff_browser

YESTERDAY = NOW - timedelta(days=1)


async def sent_so_far(deps: ApiDependencies, case: AssignedCase) -> list[OutboundMessage]:
    """As if everything that is to be said of the case had been sent now."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        call = await session.get_one(Call, case.call.id)
        agency = await agencies.get(session, call.ori)
        assert agency is not None
        await Foresight(vault=deps.vault, composer=deps.composer).of_state(
            session, CallContext.of(agency, call, now=now)
        )
        rows = [row for row in await messages.of_call(session, call.id) if row.status == "sending"]
        for row in rows:
            row.status, row.sent_at = "sent", now
    return rows


async def test_every_text_stands_as_it_was_read_beside_its_english(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, received_at=YESTERDAY, person={"name": "Zahra", "language": "fa"})
    assert await sent_so_far(deps, case)
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(case.path)).text
    assert 'lang="fa" dir="rtl"' in page
    assert "Please keep it." in page
    assert "something in it has changed since" not in page


@ON_SQLITE
async def test_where_facts_have_changed_since_the_english_says_so(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, received_at=YESTERDAY, person={"language": "fa", "email": None})
    (row, *_) = await sent_so_far(deps, case)
    async with deps.database.transaction() as session:
        stored = await session.get_one(OutboundMessage, row.id)
        other = ComposedMessage(message_id=row.id, to="+12065550123", text="چیز دیگری")
        stored.content_sealed = deps.vault.seal(json.dumps(asdict(other)), context=CONTENT, row=row.id)
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(case.path)).text
    assert "چیز دیگری" in page
    assert "something in it has changed since" in page


@ON_SQLITE
async def test_who_may_be_told_how_and_when_or_why_not(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps, person={"safe_email": False})
    people: tuple[contacts.PersonValues, ...] = (
        {"name": "Bob", "phone": "+12065550177", "roles": [ContactRole.REPORTING_PARTY]},
        {"name": "Sam", "phone": "+12065550178", "roles": [ContactRole.SUSPECT]},
        {"name": "Vic", "roles": [ContactRole.VICTIM]},
        {"name": "Ana again", "phone": "+12065550123", "roles": [ContactRole.WITNESS]},
    )
    async with deps.database.transaction() as session:
        for n, values in enumerate(people):
            await contacts.upsert(
                session, deps.vault, call_id=case.call.id, ref=f"p{n}", values=values, now=deps.clock()
            )
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(case.path)).text
    for words in (
        "by text message, ",
        "Not safe to email",
        "Only victims hear about the case",
        "A suspect or a person of interest is never written to.",
        "There is no number or address to write to.",
        "The same person as",
    ):
        assert words in page, words


async def test_what_people_wrote_stands_with_what_was_understood(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    reply_id, words = new_id(), "یکی پشت در است & <b>"
    async with deps.database.transaction() as session:
        (person,) = await contacts.of_call(session, case.call.id)
        session.add(
            InboundReply(
                id=reply_id,
                ori=case.call.ori,
                provider="twilio",
                provider_message_id="SM1",
                address_hash="x",
                call_id=case.call.id,
                contact_id=person.id,
                body_sealed=deps.vault.seal(words, context=replies.BODY, row=reply_id),
                intent="emergency",
                received_at=deps.clock(),
            )
        )
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(case.path)).text
    assert "یکی پشت در است &amp; &lt;b&gt;" in page
    assert "It reads like danger" in page


@ON_SQLITE
async def test_the_timeline_says_what_happened_and_who_did_it(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    now = deps.clock()
    lines = (
        TimelineNote(key="a", kind="event", what="case.assigned", status="assigned", by=Actor(ActorKind.STAFF, "S-1")),
        TimelineNote(
            key="b",
            kind="message",
            what="arrest_made",
            status="arrest",
            effect="withheld",
            reason="opted_out",
            by=WORKFLOW,
        ),
        TimelineNote(key="c", kind="event", what="something.new", status="arrest", effect="odd", reason="why", by=None),
        TimelineNote(key="d", kind="event", what="reply received: thanks", status="arrest", by=CONTACT),
    )
    async with deps.database.transaction() as session:
        for n, line in enumerate(lines):
            await timeline.note(session, case.call.id, line, now=now + timedelta(minutes=n))
    async with staff_browser(app, case.detective) as browser:
        page = (await browser.get(case.path)).text
    for words in (
        "A detective was assigned",
        "Staff, S-1",
        "Not sent: They said stop.",
        "something.new",
        "They said thanks",
    ):
        assert words in page, words
    assert "not recorded" in page


@ON_SQLITE
async def test_every_look_at_a_case_is_recorded_once_with_its_reason(
    app: FastAPI, deps: ApiDependencies, member: NewMember
) -> None:
    case = await an_assigned_case(deps)
    supervisor = await member(Role.SUPERVISOR, badge="S-1")
    for account in (case.detective, supervisor):
        async with staff_browser(app, account) as browser:
            assert (await browser.get(case.path)).status_code == 200
    async with deps.database.reading() as session:
        rows = await audit_records.of_agency(session, case.call.ori)
    seen = [(row.by, row.about, row.reason) for row in reversed(rows) if row.kind == ActKind.PERSON_SEEN]
    assert seen == [
        ("staff:D-7", "call:26-1", "own case"),
        ("staff:S-1", "call:26-1", "sees every case"),
    ]


@ON_SQLITE
async def test_the_list_and_the_page_take_few_statements_however_much_there_is(
    app: FastAPI, deps: ApiDependencies, statements: list[str]
) -> None:
    case = await an_assigned_case(deps, received_at=YESTERDAY, person={"language": "fa"})
    for n in range(12):
        await an_assigned_case(deps, call_number=f"26-9{n}")
    await sent_so_far(deps, case)
    async with staff_browser(app, case.detective) as browser:
        await browser.get(case.path)
        statements.clear()
        await browser.get(f"/staff/{case.call.ori}/cases")
        assert len(statements) <= 6
        statements.clear()
        await browser.get(case.path)
        assert len(statements) <= 22


@ON_SQLITE
async def test_where_the_policy_cannot_be_read_the_page_says_so(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    await set_agency(deps.database, policy="[limits\n")
    async with staff_browser(app, case.detective) as browser:
        shown = await browser.get(case.path)
        cases = await browser.get(f"/staff/{case.call.ori}/cases")
    assert (shown.status_code, cases.status_code) == (500, 200)
    assert "policy cannot be read" in shown.text


@ON_SQLITE
async def test_a_very_long_timeline_is_shown_when_asked_for(app: FastAPI, deps: ApiDependencies) -> None:
    case = await an_assigned_case(deps)
    async with deps.database.transaction() as session:
        for n in range(205):
            line = TimelineNote(key=f"{n}", kind="event", what="unit.arrived", status="received", by=None)
            await timeline.note(session, case.call.id, line, now=deps.clock())
    async with staff_browser(app, case.detective) as browser:
        assert (await browser.get(case.path)).text.count("An officer arrived") == 200
        assert (await browser.get(f"{case.path}?lines=all")).text.count("An officer arrived") == 205
