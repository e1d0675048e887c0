"""What is foreseen of a change is what is then handed to the provider: byte for byte, and to no one else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.queries import agencies, calls, messages, staff_accounts
from db.tables import Call, CaseAssignment, OutboundMessage, StaffAccount
from domain.approved_words import ApprovedWords
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.events import CallEvent
from domain.messages import LANGUAGES, MessageKey
from intake.calls.events import case_event_type
from locales.catalog_loader import load_catalogs
from locales.read_catalogs import read_in_catalogs
from messaging.call_context import CallContext
from messaging.compose import MessageComposer, sealed_message
from messaging.foresight import Foresight
from messaging.queue_message import StaffWords, request_message
from messaging.rendering.gate import SpeakersGate
from messaging.rendering.renderer import Renderer
from policies.files import load_question_sets
from policies.read_questions import read_in_surveys
from staff.change_preview import ChangePreview, Previews
from staff.sessions import StaffVisit
from tests.desk import ORI, Desk
from tests.steps import Steps

STATUSES = (CaseStatus.ARREST, CaseStatus.CHARGED, CaseStatus.SUSPENDED, CaseStatus.CLOSED)
PEOPLE = st.fixed_dictionaries(
    {
        "language": st.sampled_from([*LANGUAGES, None]),
        "phone": st.sampled_from(["+12065550123", None]),
        "email": st.sampled_from(["ana@example.org", None]),
        "safe_sms": st.booleans(),
        "safe_email": st.booleans(),
        "roles": st.sampled_from([[ContactRole.VICTIM], [ContactRole.VICTIM, ContactRole.SUSPECT]]),
    }
)
DETECTIVES = st.sampled_from([None, {"name": "Det. Ruiz", "phone": "+12065550111"}, {"name": "Ruiz & Söhne <x>"}])
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

Said = dict[tuple[str, str, str], tuple[str, str]]
"""Person, key and channel -> subject and text."""


def previews(desk: Desk) -> Previews:
    sets = load_question_sets()
    gate = SpeakersGate(
        renderer=Renderer(load_catalogs()), sentences=read_in_catalogs(), questions=read_in_surveys(sets)
    )
    composer = MessageComposer(vault=desk.vault, gate=gate, base_url=desk.settings.base_url, question_sets=sets)
    return Previews(database=desk.database, vault=desk.vault, foresight=Foresight(vault=desk.vault, composer=composer))


async def a_detective(desk: Desk, call: Call) -> StaffVisit:
    """Who has this case."""
    async with desk.database.transaction() as session:
        account = StaffAccount(ori=ORI, badge=uuid4().hex, roles="detective", created_at=desk.now, created_by="x")
        await staff_accounts.add(session, account)
        assigned = CaseAssignment(call_id=call.id, account_id=account.id, assigned_at=desk.now, assigned_by="x")
        session.add(assigned)
        agency = await agencies.get(session, ORI)
    assert agency is not None
    return StaffVisit(session=None, account=account, agency=agency, is_locked=False)  # type: ignore[arg-type]


async def a_case(desk: Desk, steps: Steps, person: Mapping[str, Any], detective: Mapping[str, Any] | None) -> Call:
    """A case whose news until now was sent."""
    number = uuid4().hex[:8]
    call = await desk.set_call(number)
    if detective:
        await desk.set_person(call, ref="detective", email=None, **{**detective, "roles": [ContactRole.DETECTIVE]})
    await desk.set_person(call, **person)
    at = desk.now - timedelta(days=2)
    received = CallEvent(type=case_event_type("opened"), occurred_at=at, id="1", case_number="C-1")
    first = CallEvent.from_mapping(
        {"type": "call.received", "occurred_at": at.isoformat(), "incident_type": "LARCENY", "priority": 3}
    )
    await steps.send(await steps.happen(number, first, received, now=at))
    async with desk.database.reading() as session:
        found = await calls.get(session, ORI, number)
    assert found is not None
    return found


def foreseen(preview: ChangePreview) -> Said:
    return {
        (each.message.contact_id, each.message.key.value, str(each.message.channel)): (
            each.message.subject,
            each.message.text,
        )
        for each in preview.told
    }


async def sent(desk: Desk, call: Call, before: frozenset[str]) -> Said:
    async with desk.database.reading() as session:
        rows = [row for row in await messages.of_call(session, call.id) if row.id not in before]
    found: Said = {}
    for row in rows:
        composed = sealed_message(desk.vault, row)
        if row.status == "sent" and composed:
            found[row.contact_id, row.key, row.channel] = (composed.subject or "", composed.text)
    return found


async def ids(desk: Desk, call: Call) -> frozenset[str]:
    async with desk.database.reading() as session:
        return frozenset(row.id for row in await messages.of_call(session, call.id))


@FEW
@given(person=PEOPLE, detective=DETECTIVES, status=st.sampled_from(STATUSES))
async def test_of_a_status(desk: Desk, person: dict[str, Any], detective: Any, status: CaseStatus) -> None:
    steps = Steps(desk)
    call = await a_case(desk, steps, person, detective)
    visit, before = await a_detective(desk, call), await ids(desk, call)
    preview = await previews(desk).of_status(visit, call.id, status, at=desk.now, leaves_at=desk.now)
    assert await ids(desk, call) == before
    event = CallEvent(type=case_event_type(status), occurred_at=desk.now, id=uuid4().hex, source="case-status")
    await steps.send(await steps.happen(call.call_number, event))
    assert foreseen(preview) == await sent(desk, call, before)
    assert {each.message.segments for each in preview.told} == {
        row.segments for row in await _rows(desk, call) if row.id not in before and row.status == "sent"
    }


@FEW
@given(person=PEOPLE, detective=DETECTIVES, words=st.sampled_from([*ApprovedWords, "Call me.\nThank you & <x>"]))
async def test_of_a_message(desk: Desk, person: dict[str, Any], detective: Any, words: str) -> None:
    steps = Steps(desk)
    call = await a_case(desk, steps, person, detective)
    visit, before = await a_detective(desk, call), await ids(desk, call)
    approved = words if isinstance(words, ApprovedWords) else None
    written = "" if approved else words
    preview = await previews(desk).of_words(visit, call.id, written, approved, leaves_at=desk.now)
    assert await ids(desk, call) == before
    async with desk.database.transaction() as session:
        context = CallContext.of(visit.agency, await session.get_one(Call, call.id), now=desk.now)
        wanted = StaffWords(key=MessageKey.DETECTIVE_MESSAGE, note=written, approved=approved)
        await request_message(session, desk.vault, context, wanted)
    await steps.send(await steps.happen(call.call_number))
    assert foreseen(preview) == await sent(desk, call, before)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
async def test_of_every_status_in_every_language_something_is_said(
    desk: Desk, status: CaseStatus, language: str
) -> None:
    steps = Steps(desk)
    call = await a_case(desk, steps, {"language": language, "email": "ana@example.org"}, None)
    visit, before = await a_detective(desk, call), await ids(desk, call)
    preview = await previews(desk).of_status(visit, call.id, status, at=desk.now, leaves_at=desk.now)
    event = CallEvent(type=case_event_type(status), occurred_at=desk.now, id=uuid4().hex, source="case-status")
    await steps.send(await steps.happen(call.call_number, event))
    assert foreseen(preview) == await sent(desk, call, before) != {}
    assert {each.message.language for each in preview.told} == {language}


async def _rows(desk: Desk, call: Call) -> list[OutboundMessage]:
    async with desk.database.reading() as session:
        return list(await messages.of_call(session, call.id))
